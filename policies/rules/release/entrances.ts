import { is, known, text } from "../../demand.ts";
import type { Graph, Node } from "../../graph.ts";
import type { Reader } from "../../read.ts";

// How requests come in, and who may send them.

export const ruleTypes = ["aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule"];
const listenerTypes = ["aws:lb/listener:Listener", "aws:alb/listener:Listener"];
const balancerTypes = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"];

const anywhere = is("0.0.0.0/0", "::/0");

/** Whether a rule signs users in, admits known addresses alone or is not on the internet; also when that is unknown. */
export function isGuarded(graph: Graph, rule: Node): boolean {
  const { reader } = rule;
  const sources = reader.items("conditions").flatMap((condition) => condition.items("sourceIp.values"));
  return (
    (sources.length > 0 && !sources.some((source) => known(source, "", anywhere))) ||
    reader.items("actions").some((action) => (text(action, "type") ?? "").startsWith("authenticate-")) ||
    balancers(graph, rule).some((balancer) => !known(balancer.reader, "internal", is(undefined, false)))
  );
}

export function hasFirewall(graph: Graph, rule: Node): boolean {
  const associations = graph.of("aws:wafv2/webAclAssociation:WebAclAssociation");
  return balancers(graph, rule).some((balancer) =>
    associations.some((association) => graph.refers(association, "resourceArn", balancer)),
  );
}

function balancers(graph: Graph, rule: Node): readonly Node[] {
  return graph
    .targets(rule, "listenerArn", ...listenerTypes)
    .flatMap((listener) => graph.targets(listener, "loadBalancerArn", ...balancerTypes));
}

/** A filter of the Gateway's own making, such as one that signs users in, or an answer without a backend. */
export function hasFilter(rule: Reader): boolean {
  return rule.items("filters").some((filter) => {
    const type = filter.get("type");
    return !type.known || is("ExtensionRef", "RequestRedirect")(type.value);
  });
}
