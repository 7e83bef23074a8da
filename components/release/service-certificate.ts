import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { certificateFiles } from "../../systems/model/serving.ts";
import { type PrivateCa, validity } from "../foundation/private-ca.ts";
import { contentHash } from "./naming.ts";

export interface ServiceCertificateArgs {
  service: string;
  namespace: pulumi.Input<string>;
  ca: Pick<PrivateCa, "privateKeyPem" | "certPem">;
}

/**
 * A service's certificate in one color, and the Kubernetes Secret that its pods mount. The load balancer encrypts what it
 * sends them and does not ask who they are; what runs inside can, by the authority beside the certificate.
 *
 * The Secret is named after the certificate: a renewed one is another Secret, and the Deployment rolls to it.
 */
export class ServiceCertificate extends pulumi.ComponentResource {
  readonly secretName: pulumi.Output<string>;

  constructor(name: string, args: ServiceCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:release:ServiceCertificate", name, { service: args.service, namespace: args.namespace }, opts);
    const child = { parent: this };
    const { service, ca } = args;
    const key = new tls.PrivateKey(name, { algorithm: "ECDSA", ecdsaCurve: "P256" }, child);
    const dnsNames = pulumi.output(args.namespace).apply((namespace) => namesOf(service, namespace));
    const request = new tls.CertRequest(
      name,
      {
        privateKeyPem: key.privateKeyPem,
        subject: { commonName: service, organization: "trading-platform" },
        dnsNames,
      },
      child,
    );
    const { certPem, id: serialNumber } = new tls.LocallySignedCert(
      name,
      {
        certRequestPem: request.certRequestPem,
        caPrivateKeyPem: ca.privateKeyPem,
        caCertPem: ca.certPem,
        allowedUses: ["digital_signature", "server_auth"],
        setSubjectKeyId: true,
        ...validity.certificate,
      },
      child,
    );
    const secret = new k8s.core.v1.Secret(
      name,
      {
        metadata: {
          name: serialNumber.apply((serial) => `${service}-certificate-${contentHash(serial)}`),
          namespace: args.namespace,
        },
        type: "kubernetes.io/tls",
        immutable: true,
        stringData: {
          [certificateFiles.certificate]: certPem,
          [certificateFiles.key]: key.privateKeyPem,
          [certificateFiles.authority]: ca.certPem,
        },
      },
      child,
    );
    this.secretName = secret.metadata.name;
    this.registerOutputs({});
  }
}

/** The names of a Kubernetes Service from its own namespace and from others, the shortest first. */
function namesOf(service: string, namespace: string): string[] {
  const local = `${service}.${namespace}.svc`;
  return [service, `${service}.${namespace}`, local, `${local}.cluster.local`];
}
