import type { Value } from "../wire.ts";
import type { Asked } from "./answer.ts";
import { identifier } from "./identifier.ts";

export function text(value: Value | undefined, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}

/** A resource may name a region of its own. */
export function regionOf(asked: Asked): string {
  return text(asked.inputs["region"], asked.region);
}

/** An ARN in the resource's region and account. */
export function regionalArn(asked: Asked, service: string, rest: string): string {
  return `arn:aws:${service}:${regionOf(asked)}:${asked.account}:${rest}`;
}

/** A resource whose id is made up by AWS and whose ARN ends in it. */
export const byId = (prefix: string, service: string, kind: string) => (asked: Asked) => {
  const id = identifier(asked, prefix);
  return { id, outputs: { arn: `arn:aws:${service}:${asked.region}:${asked.account}:${kind}/${id}` } };
};

/** A resource known by the name it was given. */
export const byName = (arn: (asked: Asked, name: string) => string) => (asked: Asked) => {
  const name = text(asked.inputs["name"], asked.name);
  return { id: name, outputs: { name, arn: arn(asked, name) } };
};
