import type { Finding, Rule } from "../rule.ts";

/** Two halves make a whole internet, so any range wider than the widest that one owner holds (a /8) counts. */
const isPublic = (range: unknown, widest: number): boolean =>
  typeof range === "string" && Number(range.split("/")[1]) < widest;

export const sgPublicOnly44380: Rule = {
  id: "sg-public-only-443-80",
  types: ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"],
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
  check: (ingress) => {
    const ranges = [
      { key: "cidrIpv4", widest: 8 },
      { key: "cidrIpv6", widest: 16 },
    ];
    const open = ranges.filter(({ key, widest }) => {
      const range = ingress.get(key);
      return range.known && isPublic(range.value, widest);
    });
    if (open.length === 0) return [];
    const [protocol, from, to] = ["ipProtocol", "fromPort", "toPort"].map((key) => ingress.get(key));
    const messages: string[] = [];
    if (protocol?.known === true && protocol.value !== "tcp" && protocol.value !== "6") {
      messages.push("opens other protocols than TCP to the internet");
    }
    if ([from, to].some((port) => port?.known === true && port.value !== 443 && port.value !== 80)) {
      messages.push("opens other ports than 443 and 80 to the internet");
    } else if (from?.known === true && to?.known === true && from.value !== to.value) {
      messages.push("opens every port from 80 to 443 to the internet");
    }
    return open.flatMap(({ key }): Finding[] => messages.map((message) => ({ path: key, message })));
  },
};
