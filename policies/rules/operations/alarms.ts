import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { Finding, StackRule } from "../../rule.ts";
import { demand, is, isSet, known } from "../../demand.ts";
import { allowing, openToAll, principals } from "./documents.ts";
import { each, glance, isOpen, on } from "./values.ts";

const metricAlarm = "aws:cloudwatch/metricAlarm:MetricAlarm";
const compositeAlarm = "aws:cloudwatch/compositeAlarm:CompositeAlarm";
const topic = "aws:sns/topic:Topic";
/** What takes messages off a topic, and under which input it names the topic. */
const readers: Readonly<Record<string, string>> = {
  "aws:sns/topicSubscription:TopicSubscription": "topic",
  "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": "snsTopicArns",
  "aws:chatbot/teamsChannelConfiguration:TeamsChannelConfiguration": "snsTopicArns",
};
const scaling = ["aws:appautoscaling/policy:Policy", "aws:autoscaling/policy:Policy"];

export const alarmsActionable: StackRule = {
  id: "alarms-actionable",
  severity: "high",
  level: "mandatory",
  requirements: ["MT-092", "MC-112", "MC-113", "MC-114"],
  refs: { checkov: ["CKV_AWS_319", "CKV_AWS_26"], fsbp: ["SNS.4"] },
  rationale: "An alarm that reaches nobody is none, and a topic that anyone may publish to cries wolf.",
  fix: "Give each alarm an action on an encrypted, closed topic that somebody subscribes to.",
  checkStack: (graph) => {
    const alarms = graph.of(metricAlarm, compositeAlarm);
    const topics = graph.of(topic);
    const told = new Set(topics.filter((one) => alarms.some((alarm) => isTopic(graph, alarm, "alarmActions", one))));
    return [
      ...alarms.flatMap((alarm) => on(alarm, alarmFaults(graph, alarm, alarms))),
      ...topics.flatMap((one) => [
        ...on(one, [...(told.has(one) ? deliveryFaults(graph, one) : []), ...encryptionFaults(one, told.has(one))]),
        ...publicFaults(graph, one),
      ]),
    ];
  },
};

function alarmFaults(graph: Graph, alarm: Node, alarms: readonly Node[]): Finding[] {
  const { reader } = alarm;
  // One that others are made of may leave it to them to tell.
  if (alarms.some((other) => composes(other, alarm))) return [];
  const off = demand(reader, "actionsEnabled", is(undefined, true), "its actions are switched off");
  if (graph.targets(alarm, "alarmActions", topic, ...scaling).length > 0) return off;
  // A topic by its ARN alone is another stack's; a scaling policy is what a scaling alarm is for.
  const told = each(reader, "alarmActions").some((action) => !known(action, "", (arn) => !isTold(arn)));
  return told ? off : [...off, { path: "alarmActions", message: "no topic is told" }];
}

function isTold(arn: unknown): boolean {
  return typeof arn === "string" && /^arn:[^:]*:(sns:|autoscaling:.*:scalingPolicy:)/.test(arn);
}

/** Whether an alarm made of others asks for this one, whose name stands within its rule. */
function composes(other: Node, alarm: Node): boolean {
  if (other.propertyDependencies["alarmRule"]?.includes(alarm.urn) === true) return true;
  const name = glance(alarm, alarm.type === compositeAlarm ? "alarmName" : "name");
  const rule = glance(other, "alarmRule") ?? "";
  return name !== undefined && [`(${name})`, `"${name}"`, `:alarm:${name}"`].some((term) => rule.includes(term));
}

/** Whether an input is a topic, if only by the end of its ARN. */
function isTopic(graph: Graph, node: Node, input: string, one: Node): boolean {
  const name = glance(one, "name");
  const ends = ({ value }: { value: unknown }) => String(value).endsWith(`:${name ?? ""}`);
  return graph.refers(node, input, one) || (name !== undefined && node.reader.literals(input).some(ends));
}

function deliveryFaults(graph: Graph, one: Node): Finding[] {
  const read = graph.of(...Object.keys(readers)).some((reader) => {
    const input = readers[reader.type] ?? "";
    return isTopic(graph, reader, input, one) || isOpen(reader, input);
  });
  return read ? [] : [{ path: "", message: "alarms are sent here and nobody subscribes" }];
}

function encryptionFaults({ reader }: Node, told: boolean): Finding[] {
  const open = demand(reader, "kmsMasterKeyId", isSet, "the topic is not encrypted");
  if (open.length > 0 || !told) return open;
  // Its policy, which cannot be changed, does not let CloudWatch use it (AWS re:Post, cloudwatch-configure-alarm-sns).
  const own = (key: unknown) => !/(^|:)alias\/aws\/sns$/.test(String(key));
  return demand(reader, "kmsMasterKeyId", own, "CloudWatch may not use AWS's own key for SNS, so no alarm arrives");
}

function publicFaults(graph: Graph, one: Node): StackFinding[] {
  // Without a policy a topic has AWS's, which is for the account alone.
  const documents = [one, ...graph.referring(one, "arn", "aws:sns/topicPolicy:TopicPolicy")];
  return documents.flatMap((holder) => {
    const faults = allowing(holder.reader, "policy").flatMap((statement) => [
      ...demand(statement, "NotPrincipal", is(undefined), "everyone but a few may use the topic"),
      ...principals(statement)
        .filter(([, principal]) => known(principal, "", is("*")) && openToAll(statement) === true)
        .map(([, { path }]) => ({ path, message: "anyone may use the topic" })),
    ]);
    return on(holder, faults);
  });
}
