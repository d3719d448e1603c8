/** Two soft notes. Nothing is loaded for it. */
let audio: AudioContext | undefined;

export function chime(): void {
  audio ??= new AudioContext();
  const { currentTime } = audio;
  for (const [frequency, after] of [
    [523, 0],
    [659, 0.09],
  ] as const) {
    const note = audio.createOscillator();
    const loudness = audio.createGain();
    note.frequency.value = frequency;
    loudness.gain.setValueAtTime(0.08, currentTime + after);
    loudness.gain.exponentialRampToValueAtTime(0.001, currentTime + after + 0.35);
    note.connect(loudness).connect(audio.destination);
    note.start(currentTime + after);
    note.stop(currentTime + after + 0.4);
  }
}
