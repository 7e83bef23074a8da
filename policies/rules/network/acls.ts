import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { isEvery, isInternet, isTcp } from "./openings.ts";

const singleRule = "aws:ec2/networkAclRule:NetworkAclRule";

// SSH and RDP.
const adminPorts = [22, 3389];

export const naclNoAdminPorts: ResourceRule = {
  id: "nacl-no-admin-ports",
  types: ["aws:ec2/networkAcl:NetworkAcl", "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", singleRule],
  severity: "medium",
  level: "mandatory",
  requirements: ["MT-006"],
  refs: { checkov: ["CKV_AWS_231", "CKV_AWS_232", "CKV_AWS_352"], fsbp: ["EC2.21"], cis: ["5.2"] },
  rationale: "No list lets the internet in to where machines are administered, even where a security group would.",
  fix: "Leave ports 22 and 3389 out of what the list allows from anywhere, also by dividing a wider range.",
  check: (inputs, { type }) => {
    if (type !== singleRule) return inputs.items("ingress").flatMap((rule) => faults(rule, "action"));
    const egress = inputs.get("egress");
    if (!egress.known) return [];
    return egress.value === true ? "not-applicable" : faults(inputs, "ruleAction");
  },
};

function faults(rule: Reader, actionKey: string): Finding[] {
  const action = rule.get(actionKey);
  if (!action.known || String(action.value).toLowerCase() !== "allow") return [];
  const ranges = [rule.block("cidrBlock"), rule.block("ipv6CidrBlock")].filter((range) => {
    const reading = range.get("");
    return reading.known && isInternet(reading.value);
  });
  if (ranges.length === 0) return [];
  const message = opened(rule);
  return message === undefined ? [] : ranges.map(({ path }) => ({ path, message }));
}

function opened(rule: Reader): string | undefined {
  const protocol = rule.get("protocol");
  if (!protocol.known) return undefined;
  if (isEvery(protocol.value)) return "lets the internet in on every port";
  // RDP runs on UDP, too.
  if (!isTcp(protocol.value) && protocol.value !== "udp" && protocol.value !== "17") return undefined;
  const [from, to] = [rule.get("fromPort"), rule.get("toPort")];
  const ports = adminPorts.filter(
    (port) => from.known && to.known && Number(from.value) <= port && Number(to.value) >= port,
  );
  return ports.length === 0 ? undefined : `lets the internet in on port ${ports.join(" and ")}`;
}
