// Reads codes with the camera: with the browser's own reader where it has one, else with ours, which
// is fetched only then.

type Detector = { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> };
type Detectors = { new (options: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> };
type Read = (video: HTMLVideoElement) => Promise<string | undefined>;

const BETWEEN_MS = 120;

async function reader(address: string): Promise<Read> {
  const { BarcodeDetector } = window as { BarcodeDetector?: Detectors };
  const formats = BarcodeDetector ? await BarcodeDetector.getSupportedFormats().catch(() => []) : [];
  if (BarcodeDetector && formats.includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  }
  const { readFrame } = (await import(address)) as { readFrame(video: HTMLVideoElement): string | undefined };
  return async (video) => readFrame(video);
}

export const hasCamera = () => Boolean(window.isSecureContext && navigator.mediaDevices && navigator.mediaDevices.getUserMedia);

/** Shows the camera and tells each code it sees, until it is stopped. Fails without permission. */
export async function watch(video: HTMLVideoElement, address: string, found: (text: string) => void): Promise<() => void> {
  const wanted = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 1280 } };
  const stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
  const stop = () => stream.getTracks().forEach((track) => track.stop());
  try {
    video.srcObject = stream;
    await video.play();
    const read = await reader(address);
    const look = async () => {
      if (!stream.active) return;
      const text = document.hidden ? undefined : await read(video).catch(() => undefined);
      if (text) found(text);
      setTimeout(look, BETWEEN_MS);
    };
    look();
  } catch (error) {
    stop();
    throw error;
  }
  return stop;
}
