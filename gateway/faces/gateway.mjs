// The real gateway as its own process, on a port it chooses.
import { spawn } from 'node:child_process';

export function startGateway(jar, services) {
  const settings = ['intake', 'routing', 'tracking', 'notification'].map((name) => `--gateway.services.${name}=${services}`);
  const process_ = spawn('java', ['-XX:TieredStopAtLevel=1', '-jar', jar, '--server.port=0', ...settings], { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let log = '';
    process_.stdout.on('data', (chunk) => {
      log += chunk;
      const port = log.match(/Netty started on port (\d+)/)?.[1];
      if (port) resolve({ url: `http://127.0.0.1:${port}`, close: () => process_.kill() });
    });
    process_.on('exit', (code) => reject(new Error(`the gateway stopped with ${code}\n${log}`)));
  });
}
