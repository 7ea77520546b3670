import { useEffect, useRef } from 'react';
import type { PanelActions } from './PanelActions';

interface SupportThumbnailProps {
  readonly slice: number;
  /** Changes whenever the picture has to be made again. */
  readonly version: string;
  readonly label: string;
  readonly thumbnail: PanelActions['thumbnail'];
}

/** The drawn region of a slice with its mask. */
export function SupportThumbnail({ slice, version, label, thumbnail }: SupportThumbnailProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let shown = true;
    thumbnail(slice).then(
      (picture) => {
        const element = canvas.current;
        if (!shown || !picture || !element) return;
        element.width = picture.width;
        element.height = picture.height;
        element
          .getContext('2d')
          ?.putImageData(new ImageData(picture.rgba, picture.width, picture.height), 0, 0);
      },
      // The card still says slice and area; the propagation itself will say what is wrong with the image.
      (error) => console.warn('few-shot-lms: no thumbnail', error),
    );
    return () => {
      shown = false;
    };
  }, [slice, version, thumbnail]);
  return <canvas ref={canvas} width={1} height={1} role="img" aria-label={label} />;
}
