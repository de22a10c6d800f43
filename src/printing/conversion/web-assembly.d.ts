/** What we call of the global `WebAssembly`, whose types come with those of browsers only. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
declare const WebAssembly: {
  Memory: { prototype: WasmMemory };
  RuntimeError: new () => Error;
};
