/** What a key encrypts; each has a key of its own, so that access to one says nothing of the others. */
export const keyDescriptions = {
  logs: "CloudWatch log groups",
  cluster: "Kubernetes secrets of the EKS cluster",
  secrets: "Secrets in Secrets Manager",
  postgres: "PostgreSQL: storage, snapshots and Performance Insights",
  redis: "Redis: storage and snapshots",
  kafka: "Kafka: storage of the brokers",
  rabbitmq: "RabbitMQ: storage of the brokers",
  uploads: "Files that users upload",
  email: "Messages about bounces and complaints",
  images: "Container images",
} as const;

export type KeyConcern = keyof typeof keyDescriptions;

/** The account and region whose services may use a key. */
export interface KeyPlace {
  accountId: string;
  region: string;
}

export interface KeyStatement {
  Sid: string;
  Effect: "Allow";
  Principal: Readonly<Record<string, string>>;
  Action: string | readonly string[];
  Resource: "*";
  Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface KeyPolicy {
  Version: "2012-10-17";
  Statement: readonly KeyStatement[];
}

/**
 * Who may use a concern's key besides those whom IAM lets. The resource of a key policy is always `*`: the key itself.
 * The policies are for the commercial partition, `aws`.
 */
const users: Readonly<Record<KeyConcern, (place: KeyPlace) => readonly KeyStatement[]>> = {
  logs: ({ accountId, region }) => [
    {
      Sid: "CloudWatchLogsOfThisAccount",
      Effect: "Allow",
      Principal: { Service: `logs.${region}.amazonaws.com` },
      Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
      Resource: "*",
      // The service acts for every account; the context is the ARN of the log group that it encrypts.
      Condition: {
        ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${accountId}:log-group:*` },
      },
    },
  ],
  // These services work through grants, which whoever creates the thing gives them by IAM (kms:CreateGrant, DescribeKey).
  cluster: () => [],
  postgres: () => [],
  redis: () => [],
  kafka: () => [],
  rabbitmq: () => [],
  images: () => [],
  // S3 asks on behalf of the pod, whose role is let by IAM.
  uploads: () => [],
  email: ({ accountId, region }) => [
    {
      Sid: "SesToAnEncryptedTopic",
      Effect: "Allow",
      Principal: { Service: "ses.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: "*",
      Condition: {
        StringEquals: { "aws:SourceAccount": accountId },
        ArnLike: { "aws:SourceArn": `arn:aws:ses:${region}:${accountId}:configuration-set/*` },
      },
    },
  ],
  secrets: ({ accountId, region }) => [
    {
      Sid: "SecretsManagerOnBehalfOfItsCallers",
      Effect: "Allow",
      // Whoever may read a secret needs no right to the key: it opens only inside Secrets Manager's own call.
      Principal: { AWS: "*" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: "*",
      Condition: {
        StringEquals: {
          "kms:CallerAccount": accountId,
          "kms:ViaService": `secretsmanager.${region}.amazonaws.com`,
        },
      },
    },
  ],
};

/** The policy document of a concern's key (rule kms-policy-no-star). */
export function keyPolicy(concern: KeyConcern, place: KeyPlace): KeyPolicy {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        // Without it no IAM policy counts, and a key whose named administrators are gone is lost for good.
        Sid: "AccountDecidesByIam",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${place.accountId}:root` },
        Action: "kms:*",
        Resource: "*",
      },
      ...users[concern](place),
    ],
  };
}
