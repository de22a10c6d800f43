/**
 * `node installers/release-key.ts FILE`: makes the release key of those who publish Hallway, an
 * Ed25519 key in PEM that only its owner may read. Whoever has it can update every installation, so
 * it belongs on a stick in a drawer, and its copy in another one.
 */
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';

const [, , file] = process.argv;
if (file === undefined) {
  process.stderr.write('Usage: node installers/release-key.ts FILE\n');
  process.exitCode = 2;
} else {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  // An existing key is never written over.
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), {
    mode: 0o600,
    flag: 'wx',
  });
  process.stdout.write(publicKey.export({ type: 'spki', format: 'pem' }));
}
