/** Two soft tones every few seconds while somebody calls; silent where the browser allows none. */
const EVERY_MS = 3000;

export class Bell {
  #timer: ReturnType<typeof setInterval> | undefined;
  #sound: AudioContext | undefined;

  ring(on: boolean): void {
    if (on === (this.#timer !== undefined)) return;
    if (on) {
      this.#timer = setInterval(() => this.#strike(), EVERY_MS);
      this.#strike();
      return;
    }
    clearInterval(this.#timer);
    this.#timer = undefined;
    void this.#sound?.close();
    this.#sound = undefined;
  }

  #strike(): void {
    try {
      const sound = (this.#sound ??= new AudioContext());
      [660, 880].forEach((pitch, index) => {
        const at = sound.currentTime + index * 0.35;
        const tone = new OscillatorNode(sound, { frequency: pitch });
        const loudness = new GainNode(sound, { gain: 0 });
        loudness.gain.setValueAtTime(0, at);
        loudness.gain.linearRampToValueAtTime(0.15, at + 0.03);
        loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.6);
        tone.connect(loudness).connect(sound.destination);
        tone.start(at);
        tone.stop(at + 0.65);
      });
    } catch {
      // It is shown as well.
    }
  }
}
