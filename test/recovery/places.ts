import { expect } from "vitest";
import { OperationFailed } from "../../engine/operations.ts";
import type { Simulation } from "../../engine/simulation.ts";
import type { Fault, FaultKind } from "../../simulator/cloud/faults.ts";
import { scratch } from "../engine/stage.ts";
import { converge, open } from "./converge.ts";

type Place = Pick<Fault, "type" | "nth">;

/** Seeded, in the order in which one system comes up: first without a name of its own, then with one, last in a cluster. */
export const places: readonly Place[] = [
  { type: "aws:ec2/vpc:Vpc", nth: 1 },
  { type: "aws:eks/cluster:Cluster", nth: 1 },
  { type: "kubernetes:apps/v1:Deployment", nth: 2 },
];

/** What neither a name nor tags find, what carries tags alone within its parent, and what has the beginning of a name. */
export const hidden: readonly Place[] = [
  { type: "aws:route53/queryLog:QueryLog", nth: 1 },
  { type: "aws:msk/configuration:Configuration", nth: 1 },
  { type: "aws:cloudfront/originAccessControl:OriginAccessControl", nth: 1 },
  { type: "aws:eks/podIdentityAssociation:PodIdentityAssociation", nth: 3 },
  { type: "aws:secretsmanager/secret:Secret", nth: 2 },
];

export interface Struck {
  simulated: Simulation;
  /** The lines that a person was given to run. */
  imported: readonly string[];
}

/** A stack that comes up although the fault struck at each place, one update after the other. */
export async function struckAtEachPlace(kind: FaultKind): Promise<Struck> {
  const folder = scratch();
  const imported: string[] = [];
  for (const place of places) {
    const simulated = await open(folder);
    simulated.faults.add({ kind, on: "create", ...place, ...(kind === "throttle" ? { times: 9 } : {}) });
    await expect(converge(simulated, imported)).rejects.toThrow(OperationFailed);
    expect(simulated.faults.waiting).toEqual([]);
    simulated.stop();
  }
  const simulated = await open(folder);
  await converge(simulated, imported);
  return { simulated, imported };
}
