import { createRequire } from "node:module";

type Unpack = (message: object, secretsMarked: boolean) => unknown;

/**
 * The SDK unpacks a resource's inputs anew for every policy that may be about it, a hundred times each: most of the
 * pack's time. This has it keep what it unpacked for as long as the message lives. Our rules only read, and what marks
 * secrets is left alone, since it may be changed. Should the SDK be built otherwise one day, this does nothing.
 */
export function unpackOnce(): void {
  const module: unknown = createRequire(import.meta.url)("@pulumi/policy/deserialize");
  if (!isUnpacker(module)) return;
  const { deserializeProperties: unpack } = module;
  const unpacked = new WeakMap<object, unknown>();
  module.deserializeProperties = (message, secretsMarked) => {
    if (secretsMarked) return unpack(message, secretsMarked);
    if (!unpacked.has(message)) unpacked.set(message, unpack(message, secretsMarked));
    return unpacked.get(message);
  };
}

function isUnpacker(module: unknown): module is { deserializeProperties: Unpack } {
  return (
    typeof module === "object" &&
    module !== null &&
    "deserializeProperties" in module &&
    typeof module.deserializeProperties === "function"
  );
}
