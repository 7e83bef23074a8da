// How secrets are told by their names. What is not sure to be one is let pass, for the rules that ask stop updates.

// A name with such an end says where a secret is, or what it is like.
const aboutSecrets = new Set(
  `address age alg algorithm arn audience authentication backend bucket column cookie count crt dir directory enabled
  encoding encryption endpoint engine expiration expires expiry field file files folder format header headers hint host
  hours html id ids in interval issuer js json kind label length level lifetime limit lua manager max md min minutes mode
  name names namespace options path paths pattern pem policy port prefix provider ref reference refs region regex required
  rotation rule rules scheme scope seconds service sh size source sql store strategy suffix table timeout topic ts ttl type
  uri url usage validation version`.split(/\s+/),
);

// Keys that open nothing.
const harmlessKeys = new Set(
  `cache feature foreign group hash idempotency index kms message object partition primary range routing s3 site sort
  translation`.split(/\s+/),
);

/** Whether a name, by its words, is that of a password, secret, token, key or DSN itself. */
export function namesSecret(words: readonly string[]): boolean {
  const told = telling(words);
  if (told.includes("public") || told.includes("publishable")) return false;
  const [end = "", before = ""] = told.toReversed();
  if (namesPassword(words) || /tokens?\d*$|^dsn\d*$/.test(end)) return true;
  if (/(access|api|encryption|private|secret|signing)keys?\d*$/.test(end)) return true;
  // The keys of a list's items are names.
  const isOfItem = /^\d{1,2}$/.test(before);
  return /^keys?\d*$/.test(end) && !harmlessKeys.has(before) && !isOfItem;
}

/** Whether a name, by its words, is that of a password or secret, which may be all digits. */
export function namesPassword(words: readonly string[]): boolean {
  const told = telling(words);
  if (aboutSecrets.has(told.at(-1) ?? "")) return false;
  const isOne = (word: string) => /(credential|passphrase|passw(or)?d|secret)s?\d*$/.test(word);
  // The working directory is called PWD, so that alone is no password.
  const isShort = (word: string) => told.length > 1 && /^(pass|pwd)\d*$/.test(word);
  return told.slice(-2).some((word) => isOne(word) || isShort(word));
}

/** Without a last word that only tells one of the same kind from another. */
function telling(words: readonly string[]): readonly string[] {
  const last = words.findLastIndex(
    (word) => !/^(v?\d+|base(64)?|current|default|hex|new|next|old|previous|primary|secondary|text|value)$/.test(word),
  );
  return words.slice(0, last + 1);
}

/** Whether a value of such a name can be the secret: neither empty, a switch, nor a reference to one elsewhere. */
export function canBeSecret(value: string, words: readonly string[]): boolean {
  const trimmed = value.trim();
  if (trimmed === "" || /^(true|false|yes|no|on|off|none|null)$/i.test(trimmed)) return false;
  // Numbers are counts of tokens; keys and tokens have no spaces.
  if (/^[\d.]+$|\s/.test(trimmed) && !namesPassword(words)) return false;
  return !isReference(trimmed);
}

/** A place for a value, the address of one in a store of secrets, or the path of a file. */
export function isReference(value: string): boolean {
  const isPlace = /^(\$|\{\{|<|%[({]|\*+$)/.test(value);
  const isAddress = /^(arn|awssm|file|op|secretsmanager|ssm|vault):/.test(value);
  return (
    isPlace || isAddress || /^\/(etc|mnt|opt|run|secrets?|var|vault)\/|^[\w./-]*\/[\w-]+\.[a-z0-9]{2,6}$/.test(value)
  );
}
