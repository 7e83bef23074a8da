import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Weights } from "../../contract/release.ts";
import { routedServing } from "../../systems/model/serving.ts";
import type { Color, Route } from "../../systems/model/system.ts";
import { conditionsOf, forward, testConditionsOf, weightsOf } from "./listener-actions.ts";
import { fitName } from "./naming.ts";
import { onlyTo, other, type Traffic } from "./traffic.ts";

/** A service that the load balancer reaches. */
export interface RoutedService {
  name: string;
  /** Path that answers 200 when a pod may get requests. */
  readinessPath: string;
  routes: readonly Route[];
}

export interface TrafficSplitArgs {
  environment: string;
  system: string;
  services: readonly RoutedService[];
  /** First rule priority; test rules lie at 1 to 49 above it, weighted ones at 51 to 99. */
  rulePriority: number;
  hosts: { live: string; test: string };
  listenerArn: pulumi.Input<string>;
  vpcId: pulumi.Input<string>;
  /** EKS Auto Mode registers pods only with target groups that carry its cluster's name. */
  clusterName: pulumi.Input<string>;
  traffic: pulumi.Input<Traffic>;
  /** Value of the second test header; a secret. */
  testToken: pulumi.Input<string>;
  /** Seconds that a pod leaving the target group may finish its requests. */
  drainSeconds: number;
  protect: boolean;
}

/** One route's pair of rules. */
export interface SplitRule {
  service: string;
  route: Route;
  rule: aws.lb.ListenerRule;
  testRule: aws.lb.ListenerRule;
  /** As the rule itself reports them; in a preview, as planned. */
  weights: pulumi.Output<Weights>;
}

/**
 * Shares a system's requests between its colors. Each routed service has two target groups for good, and a release
 * changes nothing but the weights between them (decision 3). Requests with both test headers reach the preview color.
 */
export class TrafficSplit extends pulumi.ComponentResource {
  readonly targetGroups: Readonly<Record<Color, ReadonlyMap<string, aws.lb.TargetGroup>>>;
  readonly rules: readonly SplitRule[];

  constructor(name: string, args: TrafficSplitArgs, opts?: pulumi.ComponentResourceOptions) {
    // Weights are for the rules alone to remember: a component that repeated them would differ after each targeted update.
    const { traffic: decided, testToken, ...lasting } = args;
    super("trading:release:TrafficSplit", name, lasting, opts);
    const child = { parent: this };
    const group = (service: RoutedService, color: Color) =>
      new aws.lb.TargetGroup(
        `${name}-${service.name}-${color}`,
        {
          name: fitName([args.environment, args.system, service.name, color], 32),
          vpcId: args.vpcId,
          targetType: "ip",
          port: routedServing.port,
          protocol: routedServing.scheme,
          deregistrationDelay: args.drainSeconds,
          loadBalancingAlgorithmType: "least_outstanding_requests",
          // Between pods; stickiness between colors belongs to the rules.
          stickiness: { enabled: false, type: "lb_cookie" },
          healthCheck: {
            protocol: routedServing.scheme,
            path: service.readinessPath,
            matcher: "200",
            interval: 10,
            timeout: 5,
            healthyThreshold: 2,
            unhealthyThreshold: 3,
          },
          tags: { system: args.system, color, "eks:eks-cluster-name": args.clusterName },
        },
        { ...child, protect: args.protect },
      );
    const groupsOf = (color: Color) => new Map(args.services.map((service) => [service.name, group(service, color)]));
    this.targetGroups = { blue: groupsOf("blue"), green: groupsOf("green") };

    const traffic = pulumi.output(decided);
    const routes = args.services.flatMap((service) =>
      service.routes.map((route) => ({ service: service.name, route })),
    );
    this.rules = routes.map(({ service, route }): SplitRule => {
      const arnOf = (color: Color) => this.targetGroups[color].get(service)?.arn ?? pulumi.output("");
      const arns = { blue: arnOf("blue"), green: arnOf("green") };
      const ruleName = `${name}-${route.name}`;
      const rule = new aws.lb.ListenerRule(
        ruleName,
        {
          listenerArn: args.listenerArn,
          priority: args.rulePriority + 50 + route.order,
          conditions: conditionsOf(args.hosts.live, route),
          actions: [forward(arns, traffic.weights, route.kind)],
          tags: { Name: ruleName },
        },
        child,
      );
      const testRuleName = `${ruleName}-test`;
      const testRule = new aws.lb.ListenerRule(
        testRuleName,
        {
          listenerArn: args.listenerArn,
          priority: args.rulePriority + route.order,
          conditions: testConditionsOf(args.hosts.test, route, testToken),
          // Never sticky: a tester asks for the preview color with every request.
          actions: [
            forward(
              arns,
              traffic.live.apply((live) => onlyTo(other(live))),
              "api",
            ),
          ],
          tags: { Name: testRuleName },
        },
        child,
      );
      return { service, route, rule, testRule, weights: this.#observed(rule, arns, traffic.weights) };
    });
    this.registerOutputs({});
  }

  /**
   * What the next update trusts comes from the rule, not from what the program chose: a rule whose update failed keeps
   * its old weights. A preview has no rule to ask, and what it shows is not remembered.
   */
  #observed(
    rule: aws.lb.ListenerRule,
    arns: Readonly<Record<Color, pulumi.Output<string>>>,
    planned: pulumi.Output<Weights>,
  ): pulumi.Output<Weights> {
    if (pulumi.runtime.isDryRun()) return planned;
    return pulumi
      .all([rule.actions, arns.blue, arns.green])
      .apply(([actions, blue, green]) => weightsOf(actions[0]?.forward?.targetGroups ?? [], { blue, green }));
  }
}
