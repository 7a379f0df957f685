// What waits to be sent, in this browser's own database.

/** A form as it was filled in. */
export type Waiting = { key: string; action: string; at: number; fields: [string, string][]; photos: Blob[] };

// Residents and staff may share a browser: what waits of the one is not sent by the other.
const NAME = `huying-${document.querySelector<HTMLElement>("[data-outbox]")?.dataset.outbox || "field"}`;
const STORE = "waiting";

function open(): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}

async function run<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  return new Promise((done, fail) => {
    const transaction = database.transaction(STORE, mode);
    const asked = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => (database.close(), done(asked.result));
    transaction.onabort = transaction.onerror = () => (database.close(), fail(transaction.error));
  });
}

export function add(waiting: Waiting): Promise<unknown> {
  return run("readwrite", (store) => store.put(waiting));
}

export function remove(key: string): Promise<unknown> {
  return run("readwrite", (store) => store.delete(key));
}

/** Everything that waits, the oldest first. */
export async function all(): Promise<Waiting[]> {
  const waiting = await run<Waiting[]>("readonly", (store) => store.getAll());
  return waiting.sort((a, b) => a.at - b.at);
}
