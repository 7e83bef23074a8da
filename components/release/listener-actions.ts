import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Weights } from "../../contract/release.ts";
import type { Color, Route } from "../../systems/model/system.ts";

type Conditions = aws.types.input.lb.ListenerRuleCondition[];

/** Seconds that a browser stays on its color between two connections to a hub. */
const stickySeconds = 60;

/** Name and value of the header that asks for the preview color (MC-141), and of the one that proves the right to. */
export const testHeader = { name: "X-Test-Green", value: "true" } as const;
export const testTokenHeader = "X-Test-Token";

export function conditionsOf(host: string, { paths }: Route): Conditions {
  return [{ hostHeader: { values: [host] } }, { pathPattern: { values: [...paths] } }];
}

/** Five condition values at most: one host, two paths, two headers. */
export function testConditionsOf(host: string, route: Route, token: pulumi.Input<string>): Conditions {
  return [
    ...conditionsOf(host, route),
    { httpHeader: { httpHeaderName: testHeader.name, values: [testHeader.value] } },
    { httpHeader: { httpHeaderName: testTokenHeader, values: [token] } },
  ];
}

/**
 * Forwards to both colors, always both listed. Stickiness outranks weights until its cookie ends, so it is on only
 * while a hub's traffic is really split, and goes off in the same write that promotes or aborts (decision 3).
 */
export function forward(
  arns: Readonly<Record<Color, pulumi.Input<string>>>,
  weights: pulumi.Output<Weights>,
  kind: Route["kind"],
): aws.types.input.lb.ListenerRuleAction {
  return {
    type: "forward",
    forward: {
      targetGroups: [
        { arn: arns.blue, weight: weights.blue },
        { arn: arns.green, weight: weights.green },
      ],
      stickiness: { enabled: weights.apply((share) => isSticky(kind, share)), duration: stickySeconds },
    },
  };
}

export function isSticky(kind: Route["kind"], { blue, green }: Weights): boolean {
  return kind === "hub" && blue > 0 && green > 0;
}

/**
 * Weights of a rule as it reports them. The provider may return the groups in any order.
 *
 * @throws Error when the rule does not forward to both colors, and so was changed by someone else
 */
export function weightsOf(
  groups: readonly { arn: string; weight?: number | undefined }[],
  arns: Readonly<Record<Color, string>>,
): Weights {
  const weightOf = (color: Color) => {
    const weight = groups.find(({ arn }) => arn === arns[color])?.weight;
    if (weight === undefined) throw new Error(`the listener rule does not list ${color}'s target group ${arns[color]}`);
    return weight;
  };
  return { blue: weightOf("blue"), green: weightOf("green") };
}
