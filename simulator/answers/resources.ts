import type { Answer, Answers, Asked } from "./answer.ts";
import { awsAnswers } from "./aws.ts";
import { identifier } from "./identifier.ts";
import { kubernetesAnswer } from "./kubernetes.ts";
import { randomAnswers } from "./random.ts";

const answers: Answers = { ...awsAnswers, ...randomAnswers };

/** What a cloud computes when it creates this resource. Types without an answer of their own get an id alone. */
export function created(asked: Asked): Answer {
  if (asked.type.startsWith("kubernetes:")) return kubernetesAnswer(asked);
  return answers[asked.type]?.(asked) ?? { id: identifier(asked, "sim-", 12), outputs: {} };
}
