// Bytes as text and back, as the server writes them.

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function unhex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
}

/** Base64 for addresses, without padding. */
export function unbase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}

export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** An object kept on the device; `usual` when there is none. */
export function read<T>(key: string, usual: T): T {
  try {
    return (JSON.parse(localStorage.getItem(key) || "null") as T | null) || usual;
  } catch {
    return usual;
  }
}

/** Whether it could be kept: private windows and full stores say no. */
export function write(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function forget(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // No storage on this device: nothing is kept.
  }
}
