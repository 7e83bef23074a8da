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

/** A new resource's properties before it is made: what the program said; the rest unknown. */
export function planned(asked: Asked, inputs: Properties): Properties {
  return merged(pending(created(asked).outputs), inputs);
}

/** A resource's id and properties once it is made: what the cloud made of the inputs. */
export function made(asked: Asked, inputs: Properties): { id: string; state: Properties } {
  const { id, outputs } = created(asked);
  return { id, state: merged(inputs, outputs) };
}
