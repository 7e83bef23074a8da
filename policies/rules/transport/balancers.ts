import type { Reader } from "../../read.ts";
import { is, known } from "../../demand.ts";

// The provider has each of these types under two names.
export const balancerTypes = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"];
export const listenerTypes = ["aws:lb/listener:Listener", "aws:alb/listener:Listener"];
export const listenerCertificateTypes = [
  "aws:lb/listenerCertificate:ListenerCertificate",
  "aws:alb/listenerCertificate:ListenerCertificate",
];
export const listenerRuleTypes = ["aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule"];
export const targetGroupTypes = ["aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup"];

/** Whether a load balancer speaks HTTP, which is the default. */
export function isApplication(balancer: Reader): boolean {
  return known(balancer, "loadBalancerType", is(undefined, "application"));
}

/** Whether the internet reaches an application load balancer, which is the default too. */
export function isPublicApplication(balancer: Reader): boolean {
  return isApplication(balancer) && known(balancer, "internal", (internal) => internal !== true);
}

/** Whether a listener's protocol encrypts; the provider takes it in any case. */
export function encrypts(protocol: unknown): boolean {
  return typeof protocol === "string" && /^(https|tls)$/i.test(protocol);
}
