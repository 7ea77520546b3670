import http from 'node:http';

/**
 * A DICOMweb server that passes everything on to another one, except that it fails STOW requests when told to.
 *
 * @param {string} url of the viewer whose archive answers, without `/dicom-web`
 * @returns `url` of the DICOMweb service, `stop`, and `failWith`: a status to answer with, 'hang up' before anything is
 * taken, 'lose the answer' after the file was stored, null for none
 */
export async function startFaultyArchive(url) {
  let failure = null;
  const server = http.createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const stores = request.method === 'POST' && /\/studies$/.test(request.url);
    if (stores && typeof failure === 'number') {
      response.writeHead(failure, { 'content-type': 'text/plain' }).end('refused');
      return;
    }
    if (stores && failure === 'hang up') {
      request.socket.destroy();
      return;
    }
    const loses = stores && failure === 'lose the answer';
    const { hostname, port } = new URL(url);
    const {
      'content-length': _length,
      connection: _connection,
      origin: _origin,
      ...headers
    } = request.headers;
    const passed = http.request(
      {
        hostname,
        port,
        path: request.url,
        method: request.method,
        headers: { ...headers, host: `${hostname}:${port}` },
      },
      (answer) => {
        if (loses) {
          answer.resume().on('end', () => request.socket.destroy());
          return;
        }
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      },
    );
    passed.on('error', () => response.destroy());
    passed.end(Buffer.concat(chunks));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/dicom-web`,
    failWith: (next) => {
      failure = next;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
