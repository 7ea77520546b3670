const { TestEnvironment } = require('jest-environment-node');

/** onnxruntime-node checks its tensors by instanceof: the sandbox must share the outer realm's typed arrays. */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    Object.assign(this.global, {
      Float32Array,
      Float64Array,
      Int8Array,
      Int16Array,
      Int32Array,
      Uint16Array,
      Uint32Array,
    });
  }
};
