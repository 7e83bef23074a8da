import { AsnConvert } from "@peculiar/asn1-schema";
import { AttributeTypeAndValue, AttributeValue, Name, RelativeDistinguishedName } from "@peculiar/asn1-x509";
import type { Properties, Value } from "../wire.ts";

/** Parts of a subject by input, in the order in which Go's `crypto/x509/pkix` (1.26) writes them. */
const parts: Readonly<Record<string, string>> = {
  country: "2.5.4.6",
  province: "2.5.4.8",
  locality: "2.5.4.7",
  streetAddresses: "2.5.4.9",
  postalCode: "2.5.4.17",
  organization: "2.5.4.10",
  organizationalUnit: "2.5.4.11",
  commonName: "2.5.4.3",
  serialNumber: "2.5.4.5",
};

const emailAddress = "1.2.840.113549.1.9.1";

/** A distinguished name. Several street addresses stand in one part of it. */
export function nameOf(subject: Properties): Name {
  const known = Object.entries(parts).flatMap(([key, type]) => {
    const values = textsOf(subject[key]);
    return values.length === 0 ? [] : [part(values.map((text) => ({ type, value: directoryString(text) })))];
  });
  const mail = textsOf(subject["emailAddress"]).map((ia5String) =>
    part([{ type: emailAddress, value: new AttributeValue({ ia5String }) }]),
  );
  return new Name([...known, ...mail]);
}

/** What a certificate takes over from a request's subject: Go keeps the parts that it has a field for. */
export function takenOver(subject: Name): Name {
  const fields = Object.values(parts);
  return new Name(subject.filter((of) => of.every(({ type }) => fields.includes(type))));
}

/** Names compare by their encoding. */
export function encoded(name: Name): Buffer {
  return Buffer.from(AsnConvert.serialize(name));
}

function part(values: readonly Pick<AttributeTypeAndValue, "type" | "value">[]): RelativeDistinguishedName {
  const items = values.map((value) => new AttributeTypeAndValue(value));
  // A set has one order in DER: that of the encodings.
  const order = new Map(items.map((item) => [item, Buffer.from(AsnConvert.serialize(item))]));
  const compare = (a: AttributeTypeAndValue, b: AttributeTypeAndValue) =>
    Buffer.compare(order.get(a) ?? Buffer.of(), order.get(b) ?? Buffer.of());
  return new RelativeDistinguishedName(items.sort(compare));
}

/** Plain letters as PrintableString, whatever else as UTF-8. */
function directoryString(text: string): AttributeValue {
  const printable = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text);
  return new AttributeValue(printable ? { printableString: text } : { utf8String: text });
}

/** One text or several; an empty one is none. */
function textsOf(value: Value | undefined): string[] {
  const given = Array.isArray(value) ? (value as readonly Value[]) : [value];
  return given.filter((text): text is string => typeof text === "string" && text !== "");
}
