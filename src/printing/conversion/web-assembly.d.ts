/** What we call of the global `WebAssembly`, whose types come with those of browsers only. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
/** A compiled program; a thread that gets it need not compile it again. */
interface WasmModule {
  readonly [Symbol.toStringTag]: string;
}
declare const WebAssembly: {
  Memory: { prototype: WasmMemory };
  Module: new (program: Uint8Array) => WasmModule;
  RuntimeError: new () => Error;
};
