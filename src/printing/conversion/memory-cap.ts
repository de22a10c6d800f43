/** Keeps all WebAssembly of a process within one size: a document that wants more is given up. */

/** The memory that was asked for and refused; a converter that fails then failed for this. */
export interface MemoryCap {
  reached: boolean;
}

/** For the whole process, once. */
export function capMemory(bytes: number): MemoryCap {
  const cap: MemoryCap = { reached: false };
  // oxlint-disable-next-line typescript/unbound-method
  const grow = WebAssembly.Memory.prototype.grow;
  WebAssembly.Memory.prototype.grow = function (this: WasmMemory, pages: number): number {
    if (this.buffer.byteLength + pages * 65_536 > bytes) {
      cap.reached = true;
      throw new RangeError('More memory than one conversion may take.');
    }
    return grow.call(this, pages);
  };
  return cap;
}
