import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { KubernetesObject, V1Deployment, V2HorizontalPodAutoscaler } from "@kubernetes/client-node";
import { parse } from "yaml";

/** One file that `npm run render` wrote. */
export interface Rendered {
  file: string;
  text: string;
  object: KubernetesObject;
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
        return { file, text, object: parse(text) as KubernetesObject };
      });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Kind, namespace and name: what tells objects of a cluster apart. */
export function keyOf({ kind = "", metadata }: KubernetesObject): string {
  return [kind, metadata?.namespace ?? "", metadata?.name ?? ""].join("/");
}

/** The rendered object of this kind and place. */
export function find<T extends KubernetesObject>(files: readonly Rendered[], kind: T["kind"], place: string): T {
  const match = files.find(({ object }) => keyOf(object) === `${kind ?? ""}/${place}`);
  if (match === undefined) throw new Error(`no ${kind ?? ""} ${place} was rendered`);
  return match.object as T;
}

export function ofKind<T extends KubernetesObject>(files: readonly Rendered[], kind: T["kind"]): T[] {
  return files.flatMap(({ object }) => (object.kind === kind ? [object as T] : []));
}

/** Every Deployment with the autoscaler's minimum, or its own count where nothing scales it. */
export function expectedDeployments(files: readonly Rendered[]): Expected[] {
  const minimum = new Map(
    ofKind<V2HorizontalPodAutoscaler>(files, "HorizontalPodAutoscaler").map(({ metadata, spec }) => [
      `${metadata?.namespace ?? ""}/${spec?.scaleTargetRef.name ?? ""}`,
      spec?.minReplicas ?? 1,
    ]),
  );
  return ofKind<V1Deployment>(files, "Deployment").map(({ metadata, spec }) => {
    const namespace = metadata?.namespace ?? "";
    const name = metadata?.name ?? "";
    return { namespace, name, replicas: minimum.get(`${namespace}/${name}`) ?? spec?.replicas ?? 1 };
  });
}
