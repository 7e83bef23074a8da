import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Who signs in to the relay. */
export interface RelayLogin {
  username: pulumi.Output<string>;
  password: pulumi.Output<string>;
  versionId: pulumi.Output<string>;
}

/**
 * Reads a relay's credentials from the secret that a person made; they are nobody's here to generate.
 *
 * @param secretArn of a secret that holds `{"username": …, "password": …}`
 * @throws Error, once the secret is read, when it holds anything else; its value is not told
 */
export function relayLogin(secretArn: string, opts: pulumi.InvokeOutputOptions): RelayLogin {
  const version = aws.secretsmanager.getSecretVersionOutput({ secretId: secretArn }, opts);
  const login = version.secretString.apply((text) => parseLogin(secretArn, text));
  return {
    username: pulumi.unsecret(login.username),
    password: pulumi.secret(login.password),
    // It names Kubernetes objects, and no provider's answer may make those secret.
    versionId: pulumi.unsecret(version.versionId),
  };
}

/** @throws Error naming the secret when the text is not of the form */
export function parseLogin(secretArn: string, text: string): { username: string; password: string } {
  const wrong = new Error(
    `secret ${secretArn} of the e-mail relay must hold {"username": "…", "password": "…"}; ` +
      "put that with `aws secretsmanager put-secret-value`",
  );
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw wrong;
  }
  if (typeof parsed !== "object" || parsed === null || !("username" in parsed) || !("password" in parsed)) throw wrong;
  const { username, password } = parsed;
  if (typeof username !== "string" || typeof password !== "string" || username === "" || password === "") throw wrong;
  return { username, password };
}
