import { identities, nameMadeOf } from "../../providers/identities.ts";
import { type Block, type Kind, type Schema, schema } from "../../providers/schema.ts";
import { isNothing, isObject, type Properties, type Value } from "../wire.ts";
import type { Asked } from "./answer.ts";
import { hex } from "./identifier.ts";

/** What types call the resource's own ARN. */
export const ownArns = ["arn", "associationArn", "accessEntryArn"];

/** Everything that the type's declaration says a provider returns. What has no answer of its own gets a plain one. */
export function computedOutputs(asked: Asked, id: string, { resources, blocks }: Schema = schema): Properties {
  const block = resources[asked.type];
  return block === undefined ? {} : outputsOf(block, { asked, id, blocks, inputs: asked.inputs });
}

interface Place {
  asked: Asked;
  id: string;
  blocks: Schema["blocks"];
  /** Inputs of this block. */
  inputs: Properties;
}

function outputsOf(block: Block, place: Place): Properties {
  // What may be given as well as computed, such as a name, is computed only where it was not given.
  const missing = Object.entries(block.computed ?? {}).filter(([key]) => isNothing(place.inputs[key]));
  const computed = missing.map(([key, kind]): [string, Value] => [key, valueOf(key, kind, place)]);
  // A block that was given is completed; one that was not stays away unless it is computed as a whole.
  const nested = Object.entries(block.inputs).flatMap(([key, { kind }]): [string, Value][] => {
    const given = place.inputs[key];
    const inner = typeof kind === "object" && "block" in kind ? place.blocks[kind.block] : undefined;
    if (inner === undefined || !isObject(given)) return [];
    return [[key, outputsOf(inner, { ...place, inputs: given })]];
  });
  return Object.fromEntries([...nested, ...computed]);
}

function valueOf(key: string, kind: Kind, place: Place): Value {
  if (key === "tagsAll") return { ...place.asked.tags, ...mapping(place.asked.inputs["tags"]) };
  if (kind === "string") return textOf(key, place);
  if (kind === "number") return 0;
  if (kind === "boolean") return false;
  if (kind === "any") return null;
  if ("list" in kind) return [];
  if ("map" in kind) return {};
  const block = place.blocks[kind.block];
  return block === undefined ? {} : outputsOf(block, { ...place, inputs: {} });
}

/** Identifiers and addresses are made up; of any other text the simulator knows nothing, and says nothing. */
function textOf(key: string, { asked, id }: Place): string {
  if (ownArns.includes(key)) return arnOf(asked, id);
  if (key === "region") return asked.region;
  if (key === "name") return asked.name;
  if (key === "ownerId" || key === "accountId") return asked.account;
  if (/(Id|Arn|Name|Endpoint|Address|Pem)$/.test(key)) return `${asked.name}-${hex(asked, 12, key)}`;
  return "";
}

function arnOf(asked: Asked, id: string): string {
  if (id.startsWith("arn:")) return id;
  const { type, account, region, inputs } = asked;
  const identity = identities[type];
  const [service = "", kind = ""] = (identity?.arn ?? type.split(":")[1]?.split("/")[0] ?? "").split(":");
  const within = nameMadeOf({ inputs: identity?.arnWithin ?? [], separator: "/" }, inputs);
  const own = within === "" || identity?.id === "own" ? id : hex(asked, 12, "arn");
  return `arn:aws:${service}:${region}:${account}:${[kind, within, own].filter((part) => part !== "").join("/")}`;
}

function mapping(value: Value | undefined): Properties {
  return isObject(value) ? value : {};
}
