import { CoordinationV1Api, CoreV1Api, type KubeConfig } from "@kubernetes/client-node";
import { Client } from "./client.ts";
import type { Lease } from "./objects.ts";

const namespace = "kube-node-lease";
const holderIdentity = "test-cluster";
/** A node that was not heard of for 50 s counts as lost, and its pods as not ready. */
const everySeconds = 5;

/**
 * Keeps simulated nodes alive, as a kubelet would, where nothing else does. Nodes that kwok did not make are left
 * alone, and so are nodes with a lease of someone else.
 *
 * @returns ends it
 */
export async function keepNodesAlive(config: KubeConfig): Promise<() => Promise<void>> {
  const client = config.makeApiClient(Client);
  const leases = config.makeApiClient(CoordinationV1Api);
  const { items: nodes } = await config.makeApiClient(CoreV1Api).listNode();
  const { items: existing } = await leases.listNamespacedLease({ namespace });
  const theirs = new Set(
    existing.flatMap(({ metadata, spec }) => (spec?.holderIdentity === holderIdentity ? [] : [metadata?.name])),
  );
  const names = nodes
    .flatMap(({ metadata }) => (metadata?.annotations?.["kwok.x-k8s.io/node"] === "fake" ? [metadata.name] : []))
    .filter((name) => name !== undefined && !theirs.has(name));
  const beat = () => Promise.all(names.map((name) => client.apply(leaseOf(name ?? ""))));
  await beat();
  let lost: unknown;
  const timer = setInterval(() => {
    beat().catch((error: unknown) => {
      lost = error;
    });
  }, everySeconds * 1000);
  return async () => {
    clearInterval(timer);
    await Promise.all(names.map((name) => leases.deleteNamespacedLease({ namespace, name: name ?? "" })));
    if (lost !== undefined) throw new Error("a heartbeat of the simulated nodes failed", { cause: lost });
  };
}

function leaseOf(name: string): Lease {
  const renewTime = new Date().toISOString().replace("Z", "000Z");
  const spec = { holderIdentity, leaseDurationSeconds: 40, renewTime };
  return { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: { name, namespace }, spec };
}
