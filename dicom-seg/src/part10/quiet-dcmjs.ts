import dcmjs from 'dcmjs';

let done = false;

/**
 * dcmjs with its console chatter off. It writes a line for every oddity of every file (an age of two letters, a
 * private tag), hundreds for one series, none of which a person can act on; what matters here is checked and said
 * in our own messages.
 */
export function quietDcmjs(): typeof dcmjs {
  if (!done) {
    done = true;
    dcmjs.log.setLevel('silent', false);
    for (const logger of Object.values(dcmjs.log.getLoggers?.() ?? {})) logger.setLevel('silent', false);
  }
  return dcmjs;
}
