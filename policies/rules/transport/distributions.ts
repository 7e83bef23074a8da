import { demand, is, isSet, known, matches } from "../../demand.ts";
import type { ResourceRule } from "../../rule.ts";
import { behaviors, distributionType } from "./behaviors.ts";
import { demandEach } from "./found.ts";

export const cfViewerHttps: ResourceRule = {
  id: "cf-viewer-https",
  types: [distributionType],
  severity: "critical",
  level: "mandatory",
  requirements: ["MC-028", "MC-037"],
  refs: { checkov: ["CKV_AWS_34"], fsbp: ["CloudFront.3"] },
  rationale: "Browsers reach every path by HTTPS alone, because one plain page is enough to take a session over.",
  fix: "Set viewerProtocolPolicy to redirect-to-https or https-only in every behavior.",
  check: (distribution) =>
    behaviors(distribution).flatMap((behavior) =>
      demand(behavior, "viewerProtocolPolicy", is("redirect-to-https", "https-only"), "answers plain HTTP"),
    ),
};

/** The policies of 2021 and later; TLS 1.3 came with the one of 2025. */
const strongMinimum = /^TLSv1\.(2_20(2[1-9]|[3-9]\d)|3_20\d\d)$/;

export const cfTlsMin: ResourceRule = {
  id: "cf-tls-min",
  types: [distributionType],
  severity: "high",
  level: "mandatory",
  requirements: ["MC-026", "MC-037"],
  refs: {
    checkov: ["CKV_AWS_174", "CKV2_AWS_42"],
    fsbp: ["CloudFront.7", "CloudFront.8", "CloudFront.15"],
  },
  rationale: "Our hosts answer with a certificate that renews itself and with TLS 1.2 or later.",
  fix: "Set acmCertificateArn, sslSupportMethod sni-only and minimumProtocolVersion TLSv1.2_2021 or later.",
  check: (distribution) => {
    const certificate = distribution.block("viewerCertificate");
    // With CloudFront's own certificate the lowest version is TLS 1.0, whatever is set.
    if (known(certificate, "cloudfrontDefaultCertificate", is(true))) {
      return [
        {
          path: certificate.at("cloudfrontDefaultCertificate"),
          message: "CloudFront's own certificate allows TLS 1.0",
        },
      ];
    }
    return [
      ...demand(certificate, "acmCertificateArn", isSet, "no certificate of ACM"),
      ...demand(certificate, "sslSupportMethod", is("sni-only"), "an address of its own for each edge is no gain"),
      ...demand(certificate, "minimumProtocolVersion", matches(strongMinimum), "allows TLS below 1.2 or weak ciphers"),
    ];
  },
};

const strongProtocols = ["TLSv1.2", "TLSv1.3"];

export const cfOriginHttps: ResourceRule = {
  id: "cf-origin-https",
  types: [distributionType, "aws:cloudfront/vpcOrigin:VpcOrigin"],
  severity: "high",
  level: "mandatory",
  requirements: ["MC-037"],
  refs: { checkov: ["CKV2_AWS_54", "CKV2_AWS_72"], fsbp: ["CloudFront.9", "CloudFront.10"] },
  rationale:
    "The way from the edge to the load balancer crosses the internet, and is encrypted like the way to the edge.",
  fix: "Set originProtocolPolicy to https-only and originSslProtocols to TLSv1.2.",
  check: (resource, { type }) => {
    const ofVpc = type !== distributionType;
    const configs = ofVpc
      ? [resource.block("vpcOriginEndpointConfig")]
      : resource
          .items("origins")
          // Without one it is a bucket, to which CloudFront speaks as the viewer does, or a VPC origin.
          .filter((origin) => origin.entries("customOriginConfig").length > 0)
          .map((origin) => origin.block("customOriginConfig"));
    return configs.flatMap((config) => {
      const protocols = ofVpc ? "originSslProtocols.items" : "originSslProtocols";
      return [
        ...demand(config, "originProtocolPolicy", is("https-only"), "asks the origin without encryption"),
        ...demandEach(config, protocols, is(...strongProtocols), "allows a protocol before TLS 1.2"),
      ];
    });
  },
};
