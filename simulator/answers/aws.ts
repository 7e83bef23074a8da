import type { Value } from "../wire.ts";
import type { Answers } from "./answer.ts";
import { byId, byName, regionalArn, regionOf, text } from "./shapes.ts";
import { hex, identifier, uuid } from "./identifier.ts";

const iamRole = byName(({ account }, name) => `arn:aws:iam::${account}:role/${name}`);

/** Outputs that other resources, components or the stack's outputs read; the rest of a type stays its inputs. */
export const awsAnswers: Answers = {
  "aws:ec2/vpc:Vpc": (asked) => {
    const { id, outputs } = byId("vpc-", "ec2", "vpc")(asked);
    return { id, outputs: { ...outputs, ipv6CidrBlock: "2001:db8:1234:1a00::/56" } };
  },
  "aws:ec2/subnet:Subnet": byId("subnet-", "ec2", "subnet"),
  "aws:ec2/securityGroup:SecurityGroup": byId("sg-", "ec2", "security-group"),
  "aws:ec2/internetGateway:InternetGateway": byId("igw-", "ec2", "internet-gateway"),
  "aws:ec2/natGateway:NatGateway": byId("nat-", "ec2", "natgateway"),
  "aws:ec2/routeTable:RouteTable": byId("rtb-", "ec2", "route-table"),
  "aws:ec2/eip:Eip": (asked) => {
    const id = identifier(asked, "eipalloc-");
    return { id, outputs: { allocationId: id, publicIp: "203.0.113.10" } };
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": byId("vpce-", "ec2", "vpc-endpoint"),
  "aws:cloudwatch/logGroup:LogGroup": byName(
    (asked, name) => `arn:aws:logs:${regionOf(asked)}:${asked.account}:log-group:${name}`,
  ),
  "aws:iam/role:Role": iamRole,
  "aws:kms/key:Key": (asked) => {
    const id = uuid(asked);
    return { id, outputs: { keyId: id, arn: regionalArn(asked, "kms", `key/${id}`) } };
  },
  "aws:eks/cluster:Cluster": (asked) => {
    const name = text(asked.inputs["name"], asked.name);
    return {
      id: name,
      outputs: {
        name,
        arn: `arn:aws:eks:${asked.region}:${asked.account}:cluster/${name}`,
        endpoint: `https://${hex(asked, 32).toUpperCase()}.gr7.${asked.region}.eks.amazonaws.com`,
        certificateAuthority: { data: Buffer.from("simulated certificate authority").toString("base64") },
        vpcConfig: { clusterSecurityGroupId: identifier(asked, "sg-") },
      },
    };
  },
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": (asked) => {
    const id = identifier(asked, "a-");
    return { id, outputs: { associationId: id } };
  },
  "aws:route53/zone:Zone": (asked) => {
    const zoneId = `Z${hex(asked, 20).toUpperCase()}`;
    const nameServers = ["com", "net", "org", "co.uk"].map((end, i) => `ns-${i + 1}.awsdns-0${i + 1}.${end}`);
    return { id: zoneId, outputs: { zoneId, nameServers, arn: `arn:aws:route53:::hostedzone/${zoneId}` } };
  },
  "aws:route53/record:Record": (asked) => {
    const fqdn = text(asked.inputs["name"], asked.name);
    const id = `${text(asked.inputs["zoneId"], "")}_${fqdn}_${text(asked.inputs["type"], "")}`;
    return { id, outputs: { fqdn } };
  },
  "aws:route53/keySigningKey:KeySigningKey": (asked) => {
    const id = `${text(asked.inputs["hostedZoneId"], "")},${text(asked.inputs["name"], asked.name)}`;
    return { id, outputs: { dsRecord: `12345 13 2 ${hex(asked, 64).toUpperCase()}` } };
  },
  "aws:acm/certificate:Certificate": (asked) => {
    const id = `arn:aws:acm:${regionOf(asked)}:${asked.account}:certificate/${hex(asked, 32)}`;
    const { domainName, subjectAlternativeNames } = asked.inputs;
    const names = [domainName, ...(Array.isArray(subjectAlternativeNames) ? (subjectAlternativeNames as Value[]) : [])];
    const domainValidationOptions = [...new Set(names.map((name) => text(name, "")))].map((name) => ({
      domainName: name,
      resourceRecordName: `_${hex(asked, 32, name)}.${name}.`,
      resourceRecordType: "CNAME",
      resourceRecordValue: `_${hex(asked, 32, `${name}=`)}.acm-validations.aws.`,
    }));
    return { id, outputs: { arn: id, domainValidationOptions } };
  },
  "aws:acm/certificateValidation:CertificateValidation": (asked) => ({
    id: text(asked.inputs["certificateArn"], asked.name),
    outputs: {},
  }),
  "aws:s3/bucket:Bucket": (asked) => {
    const id = text(asked.inputs["bucket"], `${asked.name}-${hex(asked, 7)}`);
    return { id, outputs: { bucket: id, arn: `arn:aws:s3:::${id}` } };
  },
  "aws:lb/loadBalancer:LoadBalancer": (asked) => {
    const name = text(asked.inputs["name"], asked.name);
    const arnSuffix = `app/${name}/${hex(asked, 16)}`;
    const arn = `arn:aws:elasticloadbalancing:${asked.region}:${asked.account}:loadbalancer/${arnSuffix}`;
    const dnsName = `${name}-1234567890.${asked.region}.elb.amazonaws.com`;
    return { id: arn, outputs: { name, arn, arnSuffix, dnsName, zoneId: "Z215JYRZR1TBD5" } };
  },
  "aws:lb/listener:Listener": (asked) => {
    const arn = `arn:aws:elasticloadbalancing:${asked.region}:${asked.account}:listener/app/${hex(asked, 16)}`;
    return { id: arn, outputs: { arn } };
  },
  "aws:lb/listenerRule:ListenerRule": (asked) => {
    const arn = `arn:aws:elasticloadbalancing:${asked.region}:${asked.account}:listener-rule/app/${hex(asked, 16)}`;
    return { id: arn, outputs: { arn } };
  },
  "aws:lb/targetGroup:TargetGroup": (asked) => {
    const name = text(asked.inputs["name"], asked.name);
    const arnSuffix = `targetgroup/${name}/${hex(asked, 16)}`;
    const arn = `arn:aws:elasticloadbalancing:${asked.region}:${asked.account}:${arnSuffix}`;
    return { id: arn, outputs: { name, arn, arnSuffix } };
  },
  "aws:secretsmanager/secret:Secret": (asked) => {
    const { name: given, namePrefix } = asked.inputs;
    const made = typeof namePrefix === "string" ? namePrefix + hex(asked, 26, "name") : asked.name;
    const name = text(given, made);
    const arn = `arn:aws:secretsmanager:${asked.region}:${asked.account}:secret:${name}-${hex(asked, 6)}`;
    return { id: arn, outputs: { arn, name } };
  },
  "aws:secretsmanager/secretVersion:SecretVersion": (asked) => {
    const versionId = hex(asked, 32);
    const arn = text(asked.inputs["secretId"], asked.name);
    return { id: `${arn}|${versionId}`, outputs: { secretArn: arn, versionId } };
  },
};
