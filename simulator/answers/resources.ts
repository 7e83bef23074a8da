import { identities, nameMadeOf } from "../../providers/identities.ts";
import { merged, pending, type Properties } from "../wire.ts";
import type { Answer, Answers, Asked } from "./answer.ts";
import { awsDataAnswers } from "./aws-data.ts";
import { awsDeliveryAnswers } from "./aws-delivery.ts";
import { awsAnswers } from "./aws.ts";
import { computedOutputs } from "./computed.ts";
import { identifier } from "./identifier.ts";
import { kubernetesAnswer } from "./kubernetes.ts";
import { randomAnswers } from "./random.ts";
import { tlsAnswers } from "./tls.ts";

const answers: Answers = {
  ...awsAnswers,
  ...awsDataAnswers,
  ...awsDeliveryAnswers,
  ...randomAnswers,
  ...tlsAnswers,
};

/** What a cloud computes when it creates this resource: answers of the type's own, and what its declaration promises. */
export function created(asked: Asked): Answer {
  if (asked.type.startsWith("kubernetes:")) return kubernetesAnswer(asked);
  const { id, outputs } = answers[asked.type]?.(asked) ?? { id: idOf(asked), outputs: {} };
  return { id, outputs: merged(computedOutputs(asked, id), outputs) };
}

/** What inputs make where the provider makes the id of them. */
function idOf(asked: Asked): string {
  const identity = identities[asked.type];
  const natural = identity === undefined || identity.id === "own" ? "" : nameMadeOf(identity.id, asked.inputs);
  return natural === "" ? identifier(asked, "sim-", 12) : natural;
}

/** True for what no cloud keeps: random values, keys and certificates live in the stack's state alone. */
export function livesInState(type: string): boolean {
  return /^(random|tls):/.test(type);
}

/**
 * A new resource's properties before it is made: what the program said; the rest unknown. What lives in state alone is
 * not made for it: that would cost a key, and no certificate can be made of what is not known yet.
 */
export function planned(asked: Asked, inputs: Properties): Properties {
  const outputs = livesInState(asked.type) ? computedOutputs(asked, "") : created(asked).outputs;
  return merged(pending(outputs), inputs);
}

/** A resource's id and properties once it is made: what the cloud made of the inputs. */
export function made(asked: Asked, inputs: Properties): { id: string; state: Properties } {
  const { id, outputs } = created(asked);
  return { id, state: merged(inputs, outputs) };
}
