// For each rule: inputs that satisfy it, and changes to them with what must then be found. `unknown` is how the engine
// writes a value that only the cloud will say.

export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

type Inputs = Readonly<Record<string, unknown>>;

export interface Fixture {
  type: string;
  /** Each must pass, and nothing of it may be undetermined. */
  good: Readonly<Record<string, Inputs>>;
  /** Paths of the findings, in order. */
  bad: Readonly<Record<string, readonly [Inputs, ...paths: string[]]>>;
  /** Paths of what cannot be said, and of what is found all the same. */
  unknown: Readonly<Record<string, readonly [Inputs, { undetermined: string[]; found: string[] }]>>;
  /** Findings when nothing at all is set: what AWS would default to. */
  absent: readonly string[];
}

const digest = "sha256:f4561c3e93a3872fcccf0b404584d6de431fbdda06d6b6f08b5555d1018997f4";
const repository = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/mycrypto/auth-service";

const http = (action: unknown, port: unknown = 80): Inputs => ({ protocol: "HTTP", port, defaultActions: [action] });
const toHttps = { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } };

const ingress = (changes: Inputs = {}): Inputs => ({
  cidrIpv4: "0.0.0.0/0",
  ipProtocol: "tcp",
  fromPort: 443,
  toPort: 443,
  ...changes,
});

const vpcConfig = (changes: Inputs = {}): Inputs => ({
  vpcConfig: { endpointPrivateAccess: true, endpointPublicAccess: false, subnetIds: [unknown], ...changes },
});
const openTo = (...publicAccessCidrs: unknown[]): Inputs =>
  vpcConfig({ endpointPublicAccess: true, publicAccessCidrs });

const pods = (...images: unknown[]): Inputs => ({
  spec: { template: { spec: { containers: images.map((image) => ({ name: "main", image })) } } },
});

const forward = (...weights: unknown[]): Inputs => ({
  actions: [{ type: "forward", forward: { targetGroups: weights.map((weight) => ({ arn: unknown, weight })) } }],
});
const weightAt = (i: number) => `actions[0].forward.targetGroups[${i}].weight`;
const sumAt = "actions[0].forward.targetGroups";

/** By rule id. */
export const fixtures: Readonly<Record<string, Fixture>> = {
  "lb-listener-encrypted": {
    type: "aws:lb/listener:Listener",
    good: {
      https: { protocol: "HTTPS", port: 443, defaultActions: [{ type: "forward" }] },
      "a redirect to HTTPS": http(toHttps),
    },
    bad: {
      "forwards on 80": [http({ type: "forward" }), "defaultActions[0].type"],
      "redirects on 8080": [http(toHttps, 8080), "protocol"],
      "redirects to itself": [http({ type: "redirect", redirect: {} }), "defaultActions[0].redirect.protocol"],
      "a second action": [
        { protocol: "HTTP", port: 80, defaultActions: [toHttps, { type: "fixed-response" }] },
        "defaultActions[1].type",
      ],
    },
    unknown: {
      protocol: [
        { protocol: unknown, port: 80 },
        { undetermined: ["protocol"], found: [] },
      ],
      port: [http({ type: "forward" }, unknown), { undetermined: ["port"], found: ["defaultActions[0].type"] }],
      actions: [
        { protocol: "HTTP", port: 80, defaultActions: unknown },
        { undetermined: ["defaultActions"], found: [] },
      ],
      "an action": [
        { protocol: "HTTP", port: 80, defaultActions: [unknown, { type: "forward" }] },
        { undetermined: ["defaultActions[0].type"], found: ["defaultActions[1].type"] },
      ],
    },
    absent: ["protocol"],
  },
  "sg-public-only-443-80": {
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    good: {
      "443 to everyone": ingress(),
      "80 to everyone": ingress({ fromPort: 80, toPort: 80 }),
      "a private range": ingress({ cidrIpv4: "10.0.0.0/8", fromPort: 5432, toPort: 5432 }),
      "a security group": { referencedSecurityGroupId: "sg-1", ipProtocol: "-1" },
    },
    bad: {
      ssh: [ingress({ fromPort: 22, toPort: 22 }), "cidrIpv4"],
      "every port from 80 to 443": [ingress({ fromPort: 80 }), "cidrIpv4"],
      "every protocol": [ingress({ ipProtocol: "-1" }), "cidrIpv4"],
      udp: [ingress({ ipProtocol: "udp" }), "cidrIpv4"],
      "half the internet": [ingress({ cidrIpv4: "128.0.0.0/1", fromPort: 22, toPort: 22 }), "cidrIpv4"],
      IPv6: [{ cidrIpv6: "::/0", ipProtocol: "tcp", fromPort: 22, toPort: 22 }, "cidrIpv6"],
      "all at once": [{ cidrIpv4: "0.0.0.0/0", ipProtocol: "-1", fromPort: 0, toPort: 65535 }, "cidrIpv4", "cidrIpv4"],
    },
    unknown: {
      range: [ingress({ cidrIpv4: unknown, fromPort: 22 }), { undetermined: ["cidrIpv4"], found: [] }],
      "one end": [ingress({ fromPort: unknown, toPort: 22 }), { undetermined: ["fromPort"], found: ["cidrIpv4"] }],
      protocol: [
        ingress({ ipProtocol: unknown, fromPort: 22, toPort: 22 }),
        { undetermined: ["ipProtocol"], found: ["cidrIpv4"] },
      ],
    },
    absent: [],
  },
  "eks-endpoint-private": {
    type: "aws:eks/cluster:Cluster",
    good: { private: vpcConfig(), "open to a narrow range": openTo("203.0.113.0/24") },
    bad: {
      "open to everywhere": [openTo("203.0.113.0/24", "0.0.0.0/0"), "vpcConfig.publicAccessCidrs[1]"],
      "open to everywhere by default": [vpcConfig({ endpointPublicAccess: true }), "vpcConfig.publicAccessCidrs"],
      "an empty list": [openTo(), "vpcConfig.publicAccessCidrs"],
      "no private endpoint": [vpcConfig({ endpointPrivateAccess: false }), "vpcConfig.endpointPrivateAccess"],
    },
    unknown: {
      switch: [
        { vpcConfig: { endpointPrivateAccess: false, endpointPublicAccess: unknown } },
        { undetermined: ["vpcConfig.endpointPublicAccess"], found: ["vpcConfig.endpointPrivateAccess"] },
      ],
      "one range": [
        openTo(unknown, "0.0.0.0/0"),
        {
          undetermined: ["vpcConfig.publicAccessCidrs", "vpcConfig.publicAccessCidrs[0]"],
          found: ["vpcConfig.publicAccessCidrs[1]"],
        },
      ],
      everything: [
        { vpcConfig: unknown },
        { undetermined: ["vpcConfig.endpointPrivateAccess", "vpcConfig.endpointPublicAccess"], found: [] },
      ],
    },
    absent: ["vpcConfig.endpointPrivateAccess", "vpcConfig.publicAccessCidrs"],
  },
  "kms-rotation": {
    type: "aws:kms/key:Key",
    good: {
      rotates: { enableKeyRotation: true },
      "symmetric by name": { enableKeyRotation: true, customerMasterKeySpec: "SYMMETRIC_DEFAULT" },
      "an asymmetric key": { customerMasterKeySpec: "ECC_NIST_P256" },
    },
    bad: {
      "switched off": [{ enableKeyRotation: false }, "enableKeyRotation"],
      "symmetric by name": [{ customerMasterKeySpec: "SYMMETRIC_DEFAULT" }, "enableKeyRotation"],
    },
    unknown: {
      switch: [{ enableKeyRotation: unknown }, { undetermined: ["enableKeyRotation"], found: [] }],
      spec: [{ customerMasterKeySpec: unknown }, { undetermined: ["customerMasterKeySpec"], found: [] }],
    },
    absent: ["enableKeyRotation"],
  },
  "image-not-mutable": {
    type: "kubernetes:apps/v1:Deployment",
    good: {
      "a digest": pods(`${repository}@${digest}`),
      "a digest after a tag": pods(`${repository}:1.4.2@${digest}`),
    },
    bad: {
      "a tag": [pods(`${repository}@${digest}`, `${repository}:1.4.2`), "spec.template.spec.containers[1].image"],
      "something after an at sign": [pods(`${repository}@latest`), "spec.template.spec.containers[0].image"],
      "63 digits": [pods(`${repository}@${digest.slice(0, -1)}`), "spec.template.spec.containers[0].image"],
      "no image": [pods(undefined), "spec.template.spec.containers[0].image"],
      "an init container": [
        { spec: { template: { spec: { initContainers: [{ image: "busybox" }] } } } },
        "spec.template.spec.initContainers[0].image",
      ],
    },
    unknown: {
      "one image": [
        pods(unknown, "nginx:latest"),
        {
          undetermined: ["spec.template.spec.containers[0].image"],
          found: ["spec.template.spec.containers[1].image"],
        },
      ],
      containers: [
        { spec: { template: { spec: { initContainers: unknown, containers: [{ image: "nginx" }] } } } },
        { undetermined: ["spec.template.spec.initContainers"], found: ["spec.template.spec.containers[0].image"] },
      ],
    },
    absent: [],
  },
  "traffic-weights-100": {
    type: "aws:lb/listenerRule:ListenerRule",
    good: {
      "all to one": forward(100, 0),
      canary: forward(90, 10),
      "one group alone": forward(undefined),
      "no weights": { actions: [{ type: "forward", targetGroupArn: unknown }] },
    },
    bad: {
      "sums to 99": [forward(90, 9), sumAt],
      "sums to 0": [forward(0, 0), sumAt],
      fraction: [forward(99.5, 0.5), weightAt(0), weightAt(1)],
      "out of range": [forward(150, -50), weightAt(0), weightAt(1)],
      "no weight": [forward(100, undefined), weightAt(1)],
    },
    unknown: {
      "one weight": [forward(unknown, 101), { undetermined: [weightAt(0)], found: [weightAt(1)] }],
      "the third of three": [forward(70, 40, unknown), { undetermined: [weightAt(2)], found: [sumAt] }],
      "both weights": [forward(unknown, unknown), { undetermined: [weightAt(0), weightAt(1)], found: [] }],
    },
    absent: [],
  },
  "jwt-secret-256-bits": {
    type: "random:index/randomBytes:RandomBytes",
    good: { "256 bits": { length: 32 }, more: { length: 64 } },
    bad: { "248 bits": [{ length: 31 }, "length"], text: [{ length: "64" }, "length"] },
    unknown: { length: [{ length: unknown }, { undetermined: ["length"], found: [] }] },
    absent: ["length"],
  },
};
