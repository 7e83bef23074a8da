import { isObject } from "../wire.ts";
import type { Answer, Asked } from "./answer.ts";

/** An object's id is `namespace/name`; the server adds a uid. */
export function kubernetesAnswer(asked: Asked): Answer {
  const metadata = isObject(asked.inputs["metadata"]) ? asked.inputs["metadata"] : {};
  const name = typeof metadata["name"] === "string" ? metadata["name"] : asked.name;
  const namespace = metadata["namespace"];
  const id = typeof namespace === "string" ? `${namespace}/${name}` : name;
  return { id, outputs: { metadata: { ...metadata, name } } };
}
