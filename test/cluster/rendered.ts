import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse, stringify } from "yaml";
import { certified } from "./certificate.ts";
import type { Autoscaler, Deployment, Kube, NetworkPolicy, Service } from "./objects.ts";

/** One file that `npm run render` wrote. */
export interface Rendered {
  file: string;
  text: string;
  object: Kube;
}

/** A Deployment and how many pods it must have at rest. */
export interface Expected {
  namespace: string;
  name: string;
  replicas: number;
}

const root = new URL("../../", import.meta.url);

/** What `npm run render` writes for the stack `prod`, sorted by file name: the order to apply in. */
export async function render(overrides: readonly string[]): Promise<Rendered[]> {
  const folder = mkdtempSync(join(tmpdir(), "rendered-"));
  try {
    const config = overrides.flatMap((override) => ["--config", override]);
    const command = ["--import", "./start.js", "preview/render.ts", "--stack", "prod", "--out", folder, ...config];
    await promisify(execFile)(process.execPath, command, { cwd: root });
    return readdirSync(folder)
      .sort()
      .map((file) => {
        const text = readFileSync(join(folder, file), "utf8");
        const rendered = parse(text) as Kube;
        const object = certified(rendered);
        return { file, text: object === rendered ? text : stringify(object), object };
      });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Kind, namespace and name: what tells objects of a cluster apart. */
export function keyOf({ kind, metadata }: Kube): string {
  return [kind, metadata.namespace ?? "", metadata.name].join("/");
}

/** The rendered object of this kind and place. */
export function find(files: readonly Rendered[], kind: "Deployment", place: string): Deployment;
export function find(files: readonly Rendered[], kind: "NetworkPolicy", place: string): NetworkPolicy;
export function find(files: readonly Rendered[], kind: "Service", place: string): Service;
export function find(files: readonly Rendered[], kind: string, place: string): Kube {
  const match = files.find(({ object }) => keyOf(object) === `${kind}/${place}`);
  if (match === undefined) throw new Error(`no ${kind} ${place} was rendered`);
  return match.object;
}

export function ofKind(files: readonly Rendered[], kind: string): Kube[] {
  return files.flatMap(({ object }) => (object.kind === kind ? [object] : []));
}

/** Every Deployment with the autoscaler's least or most, or its own count where nothing scales it. */
export function expectedDeployments(files: readonly Rendered[], bound: "least" | "most" = "least"): Expected[] {
  const counts = new Map(
    (ofKind(files, "HorizontalPodAutoscaler") as Autoscaler[]).map(({ metadata, spec }) => [
      `${metadata.namespace ?? ""}/${spec.scaleTargetRef.name}`,
      bound === "least" ? spec.minReplicas : spec.maxReplicas,
    ]),
  );
  return (ofKind(files, "Deployment") as Deployment[]).map(({ metadata, spec }) => {
    const { namespace = "", name } = metadata;
    return { namespace, name, replicas: counts.get(`${namespace}/${name}`) ?? spec.replicas };
  });
}
