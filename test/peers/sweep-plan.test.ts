/** Which addresses a sweep may ask: small own networks, and never more. */
import assert from 'node:assert/strict';
import { sweepPlan } from '../../src/peers/sweep/sweep-plan.ts';
import { adapter } from './own-adapters.ts';

describe('sweep plan', () => {
  it('takes a /22 whole, without its name, broadcast and own addresses', () => {
    const hosts = sweepPlan([adapter('eth0', 'wired', '10.0.6.200/22')]);
    assert.equal(hosts.length, 1022 - 6 - 1);
    assert.ok(!hosts.some((host) => /\.(0|255)$/.test(host) || host === '10.0.6.200'));
    assert.ok(hosts.every((host) => /^10\.0\.[4-7]\./.test(host)));
  });

  it('takes of a larger network only the /24 around the own address, nearest first', () => {
    const hosts = sweepPlan([adapter('eth0', 'wired', '10.77.3.9/16')]);
    assert.equal(hosts.length, 253);
    assert.ok(hosts.every((host) => host.startsWith('10.77.3.')));
    assert.deepEqual(hosts.slice(0, 4), ['10.77.3.8', '10.77.3.10', '10.77.3.7', '10.77.3.11']);
  });

  it('leaves out loopback, virtual networks, tunnels and wires between two', () => {
    const none = [
      adapter('lo', 'loopback', '127.0.0.1/8'),
      adapter('docker0', 'virtual', '172.17.0.1/24'),
      adapter('tun0', 'tunnel', '10.8.0.2/24'),
      adapter('eth3', 'wired', '10.1.1.1/31', 'fd00::1/64'),
    ];
    assert.deepEqual(sweepPlan(none), []);
  });

  it('asks an address in two networks once, and never an own one', () => {
    const hosts = sweepPlan([
      adapter('eth0', 'wired', '10.0.0.1/29'),
      adapter('wlan0', 'wireless', '10.0.0.2/29'),
    ]);
    assert.deepEqual(hosts.sort(), ['10.0.0.3', '10.0.0.4', '10.0.0.5', '10.0.0.6']);
  });
});
