/** What receivers do with e-mail that claims to come from the domain and does not. */
export interface Dmarc {
  /** @default "quarantine" */
  policy?: "none" | "quarantine" | "reject";
  /**
   * Address that receivers send their daily reports to. In another domain, that one must agree by a record of its own:
   * `<domain>._report._dmarc.<other domain>` with the text `v=DMARC1` (RFC 7489, 7.1).
   */
  reportsTo: string;
}

/** A record of the domain's zone. */
export interface EmailRecord {
  name: string;
  type: "CNAME" | "MX" | "TXT";
  value: string;
}

/** Easy DKIM always has three keys, so that SES can change them one at a time. */
export const dkimKeys = 3;

/**
 * Regions that publish DKIM keys in a zone of their own; the others share one. Source:
 * docs.aws.amazon.com/general/latest/gr/ses.html#ses_dkim_domains. The provider does not hand out SES's own answer.
 */
const regionsWithZone = [
  "af-south-1",
  "ap-northeast-3",
  "ap-south-2",
  "ap-southeast-3",
  "ap-southeast-5",
  "ca-west-1",
  "eu-central-2",
  "eu-south-1",
  "il-central-1",
  "me-central-1",
  "us-gov-east-1",
];

/**
 * Where receivers find one of the keys that SES signs with.
 *
 * @param tokens as SES made them up
 * @param index 0 to 2
 * @throws Error when SES made up fewer
 */
export function dkimRecord(tokens: readonly string[], index: number, domain: string, region: string): EmailRecord {
  const token = tokens[index];
  if (token === undefined) throw new Error(`${domain}: SES gave ${tokens.length} DKIM tokens instead of ${dkimKeys}`);
  const zone = regionsWithZone.includes(region) ? `dkim.${region}.amazonses.com` : "dkim.amazonses.com";
  return { name: `${token}._domainkey.${domain}`, type: "CNAME", value: `${token}.${zone}` };
}

/** The domain of the envelope, which bounces return to. A subdomain: the domain itself may have mailboxes elsewhere. */
export function mailFromDomain(domain: string): string {
  return `mail.${domain}`;
}

/**
 * The other records, by a name for each. SPF is asked of the envelope's domain, so the domain itself needs none from us:
 * there it is for whoever runs its mailboxes to say.
 */
export function emailRecords(domain: string, region: string, dmarc: Dmarc) {
  const { policy = "quarantine", reportsTo } = dmarc;
  const envelope = mailFromDomain(domain);
  return {
    "mail-from": { name: envelope, type: "MX", value: `10 feedback-smtp.${region}.amazonses.com` },
    spf: { name: envelope, type: "TXT", value: "v=spf1 include:amazonses.com -all" },
    // SES signs with the domain itself, so no subdomain may do so for it; the envelope is one.
    dmarc: {
      name: `_dmarc.${domain}`,
      type: "TXT",
      value: `v=DMARC1; p=${policy}; adkim=s; aspf=r; rua=mailto:${reportsTo}`,
    },
  } satisfies Record<string, EmailRecord>;
}
