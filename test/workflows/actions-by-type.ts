/** What an AWS resource type costs in permissions: actions that make and delete it, and those that read it back. */
export interface Needs {
  deploy: readonly string[];
  read: readonly string[];
}

const needs = (deploy: string, read: string): Needs => ({
  deploy: deploy.split(" ").filter(Boolean),
  read: read.split(" ").filter(Boolean),
});

/**
 * By resource type, in the short form. A type of the program that is not here has no permission in docs/aws: look up what
 * it takes, add it to the policies, then here.
 */
export const actionsByType: Readonly<Record<string, Needs>> = {
  "aws:acm:Certificate": needs(
    "acm:RequestCertificate acm:AddTagsToCertificate acm:DeleteCertificate",
    "acm:DescribeCertificate acm:ListTagsForCertificate",
  ),
  "aws:acm:CertificateValidation": needs("", "acm:DescribeCertificate"),
  "aws:cloudwatch:LogGroup": needs(
    "logs:CreateLogGroup logs:PutRetentionPolicy logs:AssociateKmsKey logs:TagResource logs:DeleteLogGroup",
    "logs:DescribeLogGroups logs:ListTagsForResource",
  ),
  "aws:cloudwatch:LogResourcePolicy": needs(
    "logs:PutResourcePolicy logs:DeleteResourcePolicy",
    "logs:DescribeResourcePolicies",
  ),
  "aws:ec2:DefaultSecurityGroup": needs(
    "ec2:RevokeSecurityGroupIngress ec2:RevokeSecurityGroupEgress ec2:CreateTags",
    "ec2:DescribeSecurityGroups",
  ),
  "aws:ec2:Eip": needs(
    "ec2:AllocateAddress ec2:DisassociateAddress ec2:ReleaseAddress",
    "ec2:DescribeAddresses ec2:DescribeAddressesAttribute",
  ),
  "aws:ec2:FlowLog": needs("ec2:CreateFlowLogs ec2:DeleteFlowLogs iam:PassRole", "ec2:DescribeFlowLogs"),
  "aws:ec2:InternetGateway": needs(
    "ec2:CreateInternetGateway ec2:AttachInternetGateway ec2:DetachInternetGateway ec2:DeleteInternetGateway",
    "ec2:DescribeInternetGateways",
  ),
  "aws:ec2:NatGateway": needs("ec2:CreateNatGateway ec2:DeleteNatGateway", "ec2:DescribeNatGateways"),
  "aws:ec2:Route": needs("ec2:CreateRoute ec2:ReplaceRoute ec2:DeleteRoute", "ec2:DescribeRouteTables"),
  "aws:ec2:RouteTable": needs("ec2:CreateRouteTable ec2:DeleteRouteTable", "ec2:DescribeRouteTables"),
  "aws:ec2:RouteTableAssociation": needs(
    "ec2:AssociateRouteTable ec2:DisassociateRouteTable",
    "ec2:DescribeRouteTables",
  ),
  "aws:ec2:SecurityGroup": needs(
    "ec2:CreateSecurityGroup ec2:CreateTags ec2:DeleteSecurityGroup",
    "ec2:DescribeSecurityGroups ec2:DescribeNetworkInterfaces",
  ),
  "aws:ec2:Subnet": needs("ec2:CreateSubnet ec2:ModifySubnetAttribute ec2:DeleteSubnet", "ec2:DescribeSubnets"),
  "aws:ec2:Vpc": needs(
    "ec2:CreateVpc ec2:ModifyVpcAttribute ec2:DeleteVpc",
    "ec2:DescribeVpcs ec2:DescribeVpcAttribute ec2:DescribeNetworkAcls",
  ),
  "aws:ec2:VpcEndpoint": needs(
    "ec2:CreateVpcEndpoint ec2:ModifyVpcEndpoint ec2:DeleteVpcEndpoints route53:AssociateVPCWithHostedZone",
    "ec2:DescribeVpcEndpoints ec2:DescribePrefixLists",
  ),
  "aws:eks:AccessEntry": needs(
    "eks:CreateAccessEntry eks:UpdateAccessEntry eks:DeleteAccessEntry",
    "eks:DescribeAccessEntry",
  ),
  "aws:eks:AccessPolicyAssociation": needs(
    "eks:AssociateAccessPolicy eks:DisassociateAccessPolicy",
    "eks:ListAssociatedAccessPolicies",
  ),
  "aws:eks:Addon": needs("eks:CreateAddon eks:UpdateAddon eks:DeleteAddon", "eks:DescribeAddon"),
  "aws:eks:Cluster": needs(
    "eks:CreateCluster eks:UpdateClusterConfig eks:UpdateClusterVersion eks:DeleteCluster eks:TagResource " +
      "iam:PassRole iam:CreateServiceLinkedRole kms:CreateGrant",
    "eks:DescribeCluster eks:DescribeUpdate",
  ),
  "aws:eks:PodIdentityAssociation": needs(
    "eks:CreatePodIdentityAssociation eks:UpdatePodIdentityAssociation eks:DeletePodIdentityAssociation iam:PassRole",
    "eks:DescribePodIdentityAssociation",
  ),
  "aws:iam:Role": needs(
    "iam:CreateRole iam:PutRolePermissionsBoundary iam:TagRole iam:UpdateAssumeRolePolicy iam:ListInstanceProfilesForRole iam:DeleteRole",
    "iam:GetRole iam:ListRolePolicies iam:ListAttachedRolePolicies",
  ),
  "aws:iam:RolePolicy": needs("iam:PutRolePolicy iam:DeleteRolePolicy", "iam:GetRolePolicy"),
  "aws:iam:RolePolicyAttachment": needs("iam:AttachRolePolicy iam:DetachRolePolicy", "iam:ListAttachedRolePolicies"),
  "aws:kms:Alias": needs("kms:CreateAlias kms:UpdateAlias kms:DeleteAlias", "kms:ListAliases"),
  "aws:kms:Key": needs(
    "kms:CreateKey kms:TagResource kms:EnableKeyRotation kms:PutKeyPolicy kms:ScheduleKeyDeletion",
    "kms:DescribeKey kms:GetKeyPolicy kms:GetKeyRotationStatus kms:ListResourceTags",
  ),
  "aws:lb:Listener": needs(
    "elasticloadbalancing:CreateListener elasticloadbalancing:ModifyListener " +
      "elasticloadbalancing:ModifyListenerAttributes elasticloadbalancing:DeleteListener",
    "elasticloadbalancing:DescribeListeners elasticloadbalancing:DescribeListenerAttributes",
  ),
  "aws:lb:ListenerCertificate": needs(
    "elasticloadbalancing:AddListenerCertificates elasticloadbalancing:RemoveListenerCertificates",
    "elasticloadbalancing:DescribeListenerCertificates",
  ),
  "aws:lb:ListenerRule": needs(
    "elasticloadbalancing:CreateRule elasticloadbalancing:ModifyRule elasticloadbalancing:SetRulePriorities " +
      "elasticloadbalancing:DeleteRule",
    "elasticloadbalancing:DescribeRules elasticloadbalancing:DescribeTags",
  ),
  "aws:lb:LoadBalancer": needs(
    "elasticloadbalancing:CreateLoadBalancer elasticloadbalancing:ModifyLoadBalancerAttributes " +
      "elasticloadbalancing:SetSecurityGroups elasticloadbalancing:SetSubnets elasticloadbalancing:AddTags " +
      "elasticloadbalancing:DeleteLoadBalancer iam:CreateServiceLinkedRole",
    "elasticloadbalancing:DescribeLoadBalancers elasticloadbalancing:DescribeLoadBalancerAttributes",
  ),
  "aws:lb:TargetGroup": needs(
    "elasticloadbalancing:CreateTargetGroup elasticloadbalancing:ModifyTargetGroup " +
      "elasticloadbalancing:ModifyTargetGroupAttributes elasticloadbalancing:DeleteTargetGroup",
    "elasticloadbalancing:DescribeTargetGroups elasticloadbalancing:DescribeTargetGroupAttributes",
  ),
  "aws:route53:HostedZoneDnsSec": needs(
    "route53:EnableHostedZoneDNSSEC route53:DisableHostedZoneDNSSEC",
    "route53:GetDNSSEC",
  ),
  "aws:route53:KeySigningKey": needs(
    "route53:CreateKeySigningKey route53:ActivateKeySigningKey route53:DeactivateKeySigningKey " +
      "route53:DeleteKeySigningKey kms:CreateGrant",
    "route53:GetDNSSEC kms:GetPublicKey",
  ),
  "aws:route53:QueryLog": needs(
    "route53:CreateQueryLoggingConfig route53:DeleteQueryLoggingConfig",
    "route53:GetQueryLoggingConfig",
  ),
  "aws:route53:Record": needs(
    "route53:ChangeResourceRecordSets",
    "route53:ListResourceRecordSets route53:GetChange route53:GetHostedZone",
  ),
  "aws:route53:Zone": needs(
    "route53:CreateHostedZone route53:ChangeTagsForResource route53:DeleteHostedZone",
    "route53:GetHostedZone route53:ListTagsForResource route53:GetChange",
  ),
  "aws:s3:Bucket": needs(
    "s3:CreateBucket s3:PutBucketTagging s3:DeleteBucket",
    "s3:ListBucket s3:GetBucketLocation s3:GetBucketTagging s3:GetReplicationConfiguration",
  ),
  "aws:s3:BucketLifecycleConfiguration": needs("s3:PutLifecycleConfiguration", "s3:GetLifecycleConfiguration"),
  "aws:s3:BucketOwnershipControls": needs("s3:PutBucketOwnershipControls", "s3:GetBucketOwnershipControls"),
  "aws:s3:BucketPolicy": needs("s3:PutBucketPolicy s3:DeleteBucketPolicy", "s3:GetBucketPolicy"),
  "aws:s3:BucketPublicAccessBlock": needs("s3:PutBucketPublicAccessBlock", "s3:GetBucketPublicAccessBlock"),
  "aws:s3:BucketServerSideEncryptionConfiguration": needs(
    "s3:PutEncryptionConfiguration",
    "s3:GetEncryptionConfiguration",
  ),
  "aws:s3:BucketVersioning": needs("s3:PutBucketVersioning", "s3:GetBucketVersioning"),
  "aws:secretsmanager:Secret": needs(
    "secretsmanager:CreateSecret secretsmanager:TagResource secretsmanager:UpdateSecret secretsmanager:DeleteSecret",
    "secretsmanager:DescribeSecret secretsmanager:GetResourcePolicy",
  ),
  "aws:secretsmanager:SecretVersion": needs(
    "secretsmanager:PutSecretValue secretsmanager:UpdateSecretVersionStage",
    "secretsmanager:GetSecretValue secretsmanager:ListSecretVersionIds",
  ),
  "aws:vpc:SecurityGroupEgressRule": needs(
    "ec2:AuthorizeSecurityGroupEgress ec2:RevokeSecurityGroupEgress",
    "ec2:DescribeSecurityGroupRules",
  ),
  "aws:vpc:SecurityGroupIngressRule": needs(
    "ec2:AuthorizeSecurityGroupIngress ec2:RevokeSecurityGroupIngress ec2:ModifySecurityGroupRules",
    "ec2:DescribeSecurityGroupRules",
  ),
};
