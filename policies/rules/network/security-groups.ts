import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { demand, matches } from "../../demand.ts";
import {
  egressTypes,
  groupTypes,
  ingressTypes,
  internetOf,
  isEvery,
  isTcp,
  type Opening,
  openings,
  ruleTypes,
} from "./openings.ts";

export const sgPublicOnly44380: ResourceRule = {
  id: "sg-public-only-443-80",
  types: ingressTypes,
  severity: "critical",
  level: "mandatory",
  requirements: ["MT-006", "MT-007"],
  refs: {
    checkov: ["CKV_AWS_24", "CKV_AWS_25", "CKV_AWS_260", "CKV_AWS_277"],
    fsbp: ["EC2.18", "EC2.19"],
    cis: ["5.3", "5.4"],
  },
  rationale: "The internet reaches ports 443 and 80 only, so that nothing but the edge can be attacked from outside.",
  fix: "Name the security group, prefix list or narrow range that needs the port.",
  check: (inputs, { type }) => openings(type, inputs, "ingress").flatMap(faultsToInternet),
};

function faultsToInternet(opening: Opening): Finding[] {
  const internet = internetOf(opening);
  if (internet.length === 0) return [];
  const protocol = opening.protocol.get("");
  const [from, to] = [opening.rule.get("fromPort"), opening.rule.get("toPort")];
  const messages: string[] = [];
  if (protocol.known && !isTcp(protocol.value)) messages.push("opens other protocols than TCP to the internet");
  if ([from, to].some((port) => port.known && port.value !== 443 && port.value !== 80)) {
    messages.push("opens other ports than 443 and 80 to the internet");
  } else if (from.known && to.known && from.value !== to.value) {
    messages.push("opens every port from 80 to 443 to the internet");
  }
  return internet.flatMap(({ path }) => messages.map((message) => ({ path, message })));
}

export const sgNoAllTraffic: ResourceRule = {
  id: "sg-no-all-traffic",
  types: ingressTypes,
  severity: "high",
  level: "mandatory",
  requirements: ["MT-006"],
  refs: { checkov: ["CKV_AWS_277"] },
  rationale: "A group lets in what is used and no more, so that one machine that is taken over opens no other.",
  fix: "Name the protocol and the ports that are used.",
  check: (inputs, { type }) => openings(type, inputs, "ingress").flatMap(faultsOfAll),
};

export const sgEgressLimited: ResourceRule = {
  id: "sg-egress-limited",
  types: egressTypes,
  severity: "low",
  level: "advisory",
  requirements: ["MT-006"],
  refs: { checkov: ["CKV_AWS_382"] },
  rationale: "What can send nowhere but where it must has no way to carry data off.",
  fix: "Name the protocol, the ports and the groups or ranges that are called.",
  check: (inputs, { type }) => openings(type, inputs, "egress").flatMap(faultsOfAll),
};

/** Everything is every protocol, or every port of one. */
function faultsOfAll({ rule, protocol }: Opening): Finding[] {
  const name = protocol.get("");
  if (name.known && isEvery(name.value)) return [{ path: protocol.path, message: "lets every protocol pass" }];
  // Others have no ports.
  if (name.known && !isTcp(name.value) && name.value !== "udp" && name.value !== "17") return [];
  const [from, to] = [rule.get("fromPort"), rule.get("toPort")];
  const isAll = from.known && to.known && Number(from.value) <= 1 && Number(to.value) >= 65535;
  return isAll ? [{ path: rule.at("fromPort"), message: "lets every port pass" }] : [];
}

export const sgDescribed: ResourceRule = {
  id: "sg-described",
  types: [...groupTypes, ...ruleTypes],
  severity: "low",
  level: "advisory",
  requirements: [],
  refs: { checkov: ["CKV_AWS_23"] },
  rationale: "Who finds a rule in the account sees what it is for, and dares to remove what nobody needs.",
  fix: "Say in a description what may come from where.",
  check: (inputs, { type }) => {
    const within = [...inputs.items("ingress"), ...inputs.items("egress")];
    // AWS describes its default group itself.
    const own = type.endsWith(":DefaultSecurityGroup") ? [] : [inputs];
    return [...own, ...within].flatMap(described);
  },
};

function described(of: Reader): Finding[] {
  // Pulumi writes the second kind where nothing is said.
  return demand(
    of,
    "description",
    (text) => matches(/\S/)(text) && !matches(/^Managed by (Pulumi|Terraform)$/)(text),
    "is missing",
  );
}
