import { type Hosts } from "../../systems/model/system.ts";
import { distinctHosts } from "../release/naming.ts";
import { answerSource } from "./live-index.ts";

/**
 * Carries the viewer's address from the CDN to the load balancer: one address, written by our own function over whatever
 * the viewer sent. `X-Forwarded-For` would not do: CloudFront appends to what a viewer made up, and AWS WAF reads the first
 * address of a header (ForwardedIPConfig), so each request could count for another address, or for a victim's.
 * `CloudFront-Viewer-Address` would not do either: it ends in the port, which is another one with each connection.
 */
export const viewerAddressHeader = "True-Client-IP";

/**
 * Source text of a CloudFront Function (cloudfront-js-2.0) in front of the load balancer. Hosts that are not the
 * system's get a 404 here: the load balancer has no certificate for them, and the 502 of each would look like an outage.
 */
export function viewerAddressFunction(hosts: Hosts): string {
  return `const hosts = ${JSON.stringify(distinctHosts(hosts))};

${answerSource}

function handler(event) {
  const request = event.request;
  if (hosts.indexOf(request.headers.host.value.toLowerCase()) === -1) return answer(404, "Not Found", "not found");
  request.headers[${JSON.stringify(viewerAddressHeader.toLowerCase())}] = { value: event.viewer.ip };
  return request;
}
`;
}
