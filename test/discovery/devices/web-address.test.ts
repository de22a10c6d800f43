/** Addresses to open lead to the device itself, whatever it says. */
import assert from 'node:assert/strict';
import {
  ownPage,
  ownUrl,
  plainPath,
  printerUri,
  smbFiles,
  webDavFiles,
} from '../../../src/discovery/devices/web-address.ts';

const HERE = '192.168.1.20';
const SIX = 'fd77::20';

describe('discovery devices: addresses to open', () => {
  it('builds them for IPv4 and IPv6, and none for link-local addresses alone', () => {
    assert.equal(printerUri('ipps', ['fe80::1%eth0', HERE], 631, 'ipp/print'), `ipps://${HERE}:631/ipp/print`);
    assert.equal(printerUri('ipp', ['fe80::1%eth0', SIX], 631, 'a'), `ipp://[${SIX}]:631/a`);
    assert.equal(printerUri('ipp', ['fe80::1%eth0'], 631, 'a'), null);
    assert.deepEqual(smbFiles([HERE]), { url: `smb://${HERE}/`, unc: `\\\\${HERE}` });
    assert.deepEqual(smbFiles([SIX]), {
      url: `smb://[${SIX}]/`,
      unc: '\\\\fd77--20.ipv6-literal.net',
    });
    assert.equal(smbFiles(['fe80::1%eth0']), null);
    assert.deepEqual(webDavFiles(true, [HERE], 5006, '/plans/a b'), {
      url: `https://${HERE}:5006/plans/a%20b`,
      unc: `\\\\${HERE}@SSL@5006\\DavWWWRoot\\plans\\a b`,
    });
    assert.equal(webDavFiles(false, [HERE], 80, '')?.unc, `\\\\${HERE}@80\\DavWWWRoot`);
  }); // biome-ignore format: addresses

  it('leaves nothing in a path that a URL, shell, page or file manager would follow', () => {
    assert.equal(plainPath('printers/Büro 1'), '/printers/B%C3%BCro%201');
    assert.equal(plainPath('printers/B%C3%BCro'), '/printers/B%C3%BCro');
    assert.equal(plainPath('../../a/./b//c'), '/a/b/c');
    assert.match(plainPath('a?b#c"\'`$(rm -rf)<i>;&|*\\\u0000\ud800%zz'), /^[\w./%~-]+$/);
    const evil = webDavFiles(false, [HERE], 80, '/..\\..\\x/%5c%5cevil/%2e%2e/y');
    assert.equal(evil?.unc, `\\\\${HERE}@80\\DavWWWRoot`);
  });

  it("takes a web page at the device's own address, or by a name, which leads there", () => {
    assert.equal(ownPage(`http://${HERE}:8080/x/y?q#h`, [HERE]), `http://${HERE}:8080/x/y`);
    assert.equal(ownPage('https://HP1234.local./#hId-pgAirPrint', [HERE]), `https://${HERE}/`);
    assert.equal(ownPage('http://fritz.box', [HERE]), `http://${HERE}/`);
    assert.equal(ownPage(`http://[${SIX}]/`, [SIX, HERE]), `http://${HERE}/`);
    for (const text of [
      'http://192.168.1.1/', 'http://127.0.0.1/', 'http://[::1]/', 'javascript:alert(1)',
      'data:text/html,x', 'file:///etc/passwd', 'smb://x/y', '//x', '', 'http://', `http://${HERE}:0/`,
    ]) // biome-ignore format: a list of words
      assert.equal(ownPage(text, [HERE]), null, text);
    assert.equal(ownPage('http://x/', ['fe80::1%eth0']), null);
  });

  it('check 23: dials no name, no other address, and no password', () => {
    assert.equal(ownUrl(`http://${HERE}/x`, HERE)?.href, `http://${HERE}/x`);
    assert.equal(
      ownUrl('/y', HERE, new URL(`http://${HERE}:49152/x`))?.href,
      `http://${HERE}:49152/y`,
    );
    assert.ok(ownUrl('http://[fe80::1]:80/x', 'fe80::1%eth0'));
    for (const text of [
      'http://router.example/', 'http://192.168.1.1/', '//192.168.1.1/x', `http://u:p@${HERE}/`,
      `ftp://${HERE}/`, `http://${HERE}/${'x'.repeat(2000)}`,
    ]) // biome-ignore format: a list of words
      assert.equal(ownUrl(text, HERE, new URL(`http://${HERE}/`)), undefined, text);
  });
});
