// Base45 (RFC 9285): bytes as the letters of a picture's denser mode. An encoding, not a cipher.

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

export function encode(bytes: Uint8Array): string {
  let out = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const isPair = at + 1 < bytes.length;
    let number = isPair ? bytes[at] * 256 + bytes[at + 1] : bytes[at];
    for (let letters = isPair ? 3 : 2; letters > 0; letters -= 1) {
      out += ALPHABET[number % 45];
      number = Math.floor(number / 45);
    }
  }
  return out;
}

/** Nothing when it is no base45. */
export function decode(text: string): Uint8Array | undefined {
  const digits = Array.from(text, (letter) => ALPHABET.indexOf(letter));
  if (digits.length % 3 === 1 || digits.includes(-1)) return undefined;
  const out: number[] = [];
  for (let at = 0; at < digits.length; at += 3) {
    const [a, b, c] = digits.slice(at, at + 3);
    const number = a + b * 45 + (c === undefined ? 0 : c * 2025);
    if (number > (c === undefined ? 255 : 65535)) return undefined;
    if (c !== undefined) out.push(number >> 8);
    out.push(number & 255);
  }
  return Uint8Array.from(out);
}
