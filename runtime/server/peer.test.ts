import { expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { peerOf } from './peer.ts'

test.each([
  ['nobody in front', '10.0.0.9', '1.2.3.4', 0, '10.0.0.9'],
  ['one proxy in front', '127.0.0.1', '203.0.113.7', 1, '203.0.113.7'],
  ['what a visitor made up stands before', '127.0.0.1', '6.6.6.6, 203.0.113.7', 1, '203.0.113.7'],
  ['two proxies in front', '127.0.0.1', '6.6.6.6, 203.0.113.7, 10.0.0.2', 2, '203.0.113.7'],
  ['a request that did not come through the proxy', '127.0.0.1', null, 1, '127.0.0.1'],
])('%s', (_, socket, forwarded, proxies, peer) => {
  expect(peerOf(socket, forwarded, proxies)).toBe(peer)
})

test('a server that only this machine reaches, with a public address, stands behind a proxy', () => {
  const proxies = (flags: object, env: Record<string, string> = {}) => {
    const read = readConfig({ data: '/nonexistent', ...flags }, env)
    return read.ok ? read.config.proxies : read.message
  }
  expect(proxies({})).toBe(0)
  expect(proxies({ publicUrl: 'https://care.example.com' })).toBe(1)
  expect(proxies({ host: '0.0.0.0', publicUrl: 'https://care.example.com' })).toBe(0)
  expect(proxies({ host: '0.0.0.0', publicUrl: 'https://a.example' }, { THROUGHLINE_PROXIES: '2' })).toBe(2)
  expect(proxies({}, { THROUGHLINE_PROXIES: 'many' })).toMatch(/THROUGHLINE_PROXIES/)
})
