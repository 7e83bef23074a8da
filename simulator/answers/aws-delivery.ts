import { isObject, type Value } from "../wire.ts";
import type { Answers, Asked } from "./answer.ts";
import { hex, uuid } from "./identifier.ts";
import { byName, regionalArn, regionOf, text } from "./shapes.ts";

/** Of every distribution, wherever it is: what alias records name. */
const cloudfrontZoneId = "Z2FDTNDATAQYW2";

/** CloudFront is global: its ARNs have no region. */
function cdnArn({ account }: Asked, kind: string, id: string): string {
  return `arn:aws:cloudfront::${account}:${kind}/${id}`;
}

/** What CloudFront knows by a UUID. */
const byUuid = (kind: string) => (asked: Asked) => {
  const id = uuid(asked);
  return { id, outputs: { arn: cdnArn(asked, kind, id), etag: etagOf(asked) } };
};

function etagOf(asked: Asked): string {
  return `E${hex(asked, 13, "etag").toUpperCase()}`;
}

const logDelivery = (kind: string) => byName((asked, name) => regionalArn(asked, "logs", `${kind}:${name}`));

/** What CloudWatch Logs calls the service that an ARN belongs to. */
function destinationType(configuration: Value | undefined): string {
  const arn = isObject(configuration) ? text(configuration["destinationResourceArn"], "") : "";
  return { s3: "S3", firehose: "FH" }[arn.split(":")[2] ?? ""] ?? "CWL";
}

/** E-mail, images, the firewall and the CDN. */
export const awsDeliveryAnswers: Answers = {
  "aws:cloudfront/cachePolicy:CachePolicy": byUuid("cache-policy"),
  "aws:cloudfront/distribution:Distribution": (asked) => {
    const id = `E${hex(asked, 13).toUpperCase()}`;
    const domainName = `d${hex(asked, 13, "domain")}.cloudfront.net`;
    const arn = cdnArn(asked, "distribution", id);
    return {
      id,
      outputs: { arn, domainName, hostedZoneId: cloudfrontZoneId, etag: etagOf(asked), status: "Deployed" },
    };
  },
  "aws:cloudfront/function:Function": byName((asked, name) => cdnArn(asked, "function", name)),
  "aws:cloudfront/keyValueStore:KeyValueStore": byUuid("key-value-store"),
  "aws:cloudfront/originAccessControl:OriginAccessControl": (asked) => {
    const id = `E${hex(asked, 13).toUpperCase()}`;
    return { id, outputs: { arn: cdnArn(asked, "origin-access-control", id), etag: etagOf(asked) } };
  },
  "aws:cloudfront/originRequestPolicy:OriginRequestPolicy": byUuid("origin-request-policy"),
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": byUuid("response-headers-policy"),
  "aws:cloudwatch/logDelivery:LogDelivery": (asked) => {
    const id = hex(asked, 16);
    return { id, outputs: { arn: regionalArn(asked, "logs", `delivery:${id}`) } };
  },
  "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": (asked) => {
    const { id, outputs } = logDelivery("delivery-destination")(asked);
    const deliveryDestinationType = destinationType(asked.inputs["deliveryDestinationConfiguration"]);
    return { id, outputs: { ...outputs, deliveryDestinationType } };
  },
  "aws:cloudwatch/logDeliverySource:LogDeliverySource": (asked) => {
    const { id, outputs } = logDelivery("delivery-source")(asked);
    const service = text(asked.inputs["resourceArn"], "").split(":")[2] ?? "";
    return { id, outputs: { ...outputs, service } };
  },
  "aws:ecr/repository:Repository": (asked) => {
    const name = text(asked.inputs["name"], asked.name);
    const repositoryUrl = `${asked.account}.dkr.ecr.${regionOf(asked)}.amazonaws.com/${name}`;
    const arn = regionalArn(asked, "ecr", `repository/${name}`);
    return { id: name, outputs: { name, arn, registryId: asked.account, repositoryUrl } };
  },
  "aws:sesv2/configurationSet:ConfigurationSet": (asked) => {
    const name = text(asked.inputs["configurationSetName"], asked.name);
    return { id: name, outputs: { arn: regionalArn(asked, "ses", `configuration-set/${name}`) } };
  },
  "aws:sesv2/emailIdentity:EmailIdentity": (asked) => {
    const identity = text(asked.inputs["emailIdentity"], asked.name);
    const tokens = ["1", "2", "3"].map((salt) => hex(asked, 32, salt));
    const dkimSigningAttributes = { tokens, signingAttributesOrigin: "AWS_SES", status: "PENDING" };
    const identityType = identity.includes("@") ? "EMAIL_ADDRESS" : "DOMAIN";
    const arn = regionalArn(asked, "ses", `identity/${identity}`);
    return { id: identity, outputs: { arn, identityType, dkimSigningAttributes } };
  },
  "aws:sns/topic:Topic": (asked) => {
    const name = text(asked.inputs["name"], asked.name);
    const arn = regionalArn(asked, "sns", name);
    return { id: arn, outputs: { arn, name, owner: asked.account } };
  },
  "aws:wafv2/webAcl:WebAcl": (asked) => {
    const [id, name] = [uuid(asked), text(asked.inputs["name"], asked.name)];
    const scope = asked.inputs["scope"] === "CLOUDFRONT" ? "global" : "regional";
    return { id, outputs: { name, arn: regionalArn(asked, "wafv2", `${scope}/webacl/${name}/${id}`) } };
  },
};
