import { hex } from "./identifier.ts";
import type { Answers } from "./answer.ts";

function size(value: unknown): number {
  return typeof value === "number" ? value : 16;
}

/** Deterministic stand-ins. They are no secrets: a simulated update protects nothing. */
export const randomAnswers: Answers = {
  "random:index/randomBytes:RandomBytes": (asked) => {
    const bytes = Buffer.alloc(size(asked.inputs["length"]), hex(asked, 128), "hex");
    return { id: "none", outputs: { base64: bytes.toString("base64"), hex: bytes.toString("hex") } };
  },
  "random:index/randomPassword:RandomPassword": (asked) => {
    const length = size(asked.inputs["length"]);
    return { id: "none", outputs: { result: hex(asked, 128).repeat(4).slice(0, length), bcryptHash: hex(asked, 60) } };
  },
};
