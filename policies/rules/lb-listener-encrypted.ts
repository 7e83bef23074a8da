import type { Finding, Rule } from "../rule.ts";

export const lbListenerEncrypted: Rule = {
  id: "lb-listener-encrypted",
  types: ["aws:lb/listener:Listener", "aws:alb/listener:Listener"],
  severity: "critical",
  level: "mandatory",
  requirements: ["MT-006", "MT-007", "MC-037"],
  refs: { checkov: ["CKV_AWS_2"], fsbp: ["ELB.1", "ELB.18"] },
  rationale: "Every listener encrypts, because sessions and orders pass through it; port 80 only redirects.",
  fix: "Use protocol HTTPS with a certificate, or on port 80 nothing but redirects to HTTPS.",
  check: (listener) => {
    const protocol = listener.get("protocol");
    if (!protocol.known || protocol.value === "HTTPS" || protocol.value === "TLS") return [];
    const findings: Finding[] = [];
    const port = listener.get("port");
    if (port.known && port.value !== 80) {
      findings.push({ path: "protocol", message: `port ${String(port.value)} answers without encryption` });
    }
    for (const action of listener.items("defaultActions")) {
      const type = action.get("type");
      if (type.known && type.value !== "redirect") {
        findings.push({ path: action.at("type"), message: "without encryption only a redirect is allowed" });
      }
      if (!type.known || type.value !== "redirect") continue;
      // AWS keeps the request's protocol when none is named: a redirect to itself.
      const target = action.get("redirect.protocol");
      if (target.known && target.value !== "HTTPS") {
        findings.push({ path: action.at("redirect.protocol"), message: "does not redirect to HTTPS" });
      }
    }
    return findings;
  },
};
