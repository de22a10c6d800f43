/** Devices' XML is read as it is meant, and nothing else is read. */
import assert from 'node:assert/strict';
import { child, parseXml } from '../../../src/discovery/devices/xml.ts';
import { allowed } from '../../support/promised.ts';

describe('discovery devices: XML', () => {
  it('reads elements, attributes, text, CDATA, comments and the six kinds of entities', () => {
    const root = parseXml(
      '\ufeff<?xml version="1.0"?><!-- x --><a one="1 &amp; 2" two=\'"\'>\n' +
        ' x&lt;&gt;&quot;&apos;&#65;&#x1F600;<b/><![CDATA[<&]]> </a>\n',
    );
    assert.equal(root?.text, 'x<>"\'A\u{1f600}<&');
    assert.deepEqual([...(root?.attributes ?? [])], [
      ['one', '1 & 2'],
      ['two', '"'],
    ]); // biome-ignore format: pairs
    assert.equal(root?.children[0]?.name, 'b');
  });

  it('knows namespaces, default and by prefix, inherited and redeclared', () => {
    const root = parseXml(
      '<p:a xmlns:p="urn:1" xmlns="urn:2"><b><c xmlns="">p:x</c></b><p:b xmlns:p="urn:3"/></p:a>',
    );
    assert.deepEqual([root?.uri, root?.name], ['urn:1', 'a']);
    const c = child(child(root, 'urn:2', 'b'), '', 'c');
    assert.equal(c?.text, 'p:x');
    assert.equal(c?.namespaceOf('p'), 'urn:1');
    assert.equal(child(root, 'urn:3', 'b')?.name, 'b');
    assert.equal(child(root, 'urn:1', 'b'), undefined);
  });

  it('refuses document types and entities of their own', () => {
    for (const text of [
      '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
      '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
      '<a>&x;</a>',
      '<a>&constructor;</a>',
      '<a>a & b</a>',
      '<a>&#0;</a>',
      '<a>&#xD800;</a>',
      '<a>&#x110000;</a>',
    ])
      assert.equal(parseXml(text), undefined, text);
  });

  it('refuses what is not well-formed', () => {
    for (const text of [
      '', 'x', '<', '<a', '<a>', '</a>', '<a></b>', '<a/><b/>', '<a/>x', '<a b></a>', '<a b=c/>',
      '<a b="<"/>', '<a b="1" b="2"/>', '<a b="1"c="2"/>', '<p:a/>', '<a><!-- </a>', '<a><![CDATA[</a>',
      '<1/>', '<a/ >', '<?xml', '<a xmlns:p="1" xmlns:p="2"/>',
    ]) // biome-ignore format: a list of words
      assert.equal(parseXml(text), undefined, text);
  });

  it('bounds depth, elements, attributes and size, in a moment', () => {
    const started = performance.now();
    const attributes = Array.from({ length: 30 }, (_, i) => `a${i}="x"`).join(' ');
    const spaces = Array.from({ length: 20 }, (_, i) => `xmlns:a${i}="x"`).join(' ');
    for (const text of [
      '<a>'.repeat(30) + '</a>'.repeat(30),
      `<a>${'<b/>'.repeat(3000)}</a>`,
      `<a ${attributes}/>`,
      `<a>${' '.repeat(70_000)}</a>`,
      `<a ${spaces}>${`<b ${spaces}>`.repeat(190)}`,
      `<a>${'&amp;'.repeat(13_000)}`,
      `<a>${'<'.repeat(60_000)}`,
      `<a ${' '.repeat(60_000)}`,
      `<${'a'.repeat(60_000)}`,
      `<a>${'<!--'.repeat(15_000)}`,
    ])
      assert.equal(parseXml(text), undefined);
    // Quadratic it took seconds.
    assert.ok(performance.now() - started < allowed(1000));
  });

  it('reads a hundred datagrams full of namespaces in a moment', () => {
    const spaces = (from: number): string =>
      Array.from({ length: 23 }, (_, i) => ` xmlns:a${from * 23 + i}=""`).join('');
    const outer = Array.from({ length: 7 }, (_, i) => `<a${spaces(i)}>`).join('');
    const text = `${outer}${'<a xmlns=""/>'.repeat(400)}${'</a>'.repeat(7)}`;
    assert.ok(text.length < 8192);
    const started = performance.now();
    for (let i = 0; i < 100; i++) assert.equal(parseXml(text)?.children.length, 1);
    assert.ok(performance.now() - started < 500);
  });
});
