/**
 * Draws an ellipse on a slice of the active segmentation without the mouse, exactly: sets its voxels and tells the viewer,
 * as a tool does.
 *
 * @param {import('playwright-core').Page} page
 * @param {number | { sop: string }} slice in spatial order, from 0; or the SOP instance of its image
 * @param {{ centre: [number, number], radii: [number, number] }} ellipse in pixels: column, row
 * @param {number} value label value
 */
export function drawEllipse(page, slice, { centre, radii }, value = 1) {
  return page.evaluate(
    ([wanted, [cx, cy], [rx, ry], label]) => {
      const { cornerstone, cornerstoneTools, services } = window;
      const viewportId = services.viewportGridService.getActiveViewportId();
      const segmentation = services.segmentationService.getActiveSegmentation(viewportId);
      const images = segmentation.representationData.Labelmap.imageIds
        .map((id) => {
          const image = cornerstone.cache.getImage(id);
          const plane = cornerstone.metaData.get('imagePlaneModule', image.referencedImageId);
          const [a, b] = [[...plane.rowCosines], [...plane.columnCosines]];
          const normal = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
          const depth = normal.reduce((sum, n, axis) => sum + n * plane.imagePositionPatient[axis], 0);
          const { SOPInstanceUID: sop } = cornerstone.metaData.get('instance', image.referencedImageId);
          return { image, depth, sop };
        })
        .sort((p, q) => p.depth - q.depth);
      const { image } =
        typeof wanted === 'number' ? images[wanted] : images.find(({ sop }) => sop === wanted.sop);
      const voxels = image.voxelManager.getScalarData();
      for (let n = 0; n < voxels.length; n++) {
        const [x, y] = [n % image.columns, Math.floor(n / image.columns)];
        if (((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1) voxels[n] = label;
      }
      cornerstoneTools.segmentation.triggerSegmentationEvents.triggerSegmentationDataModified(
        segmentation.segmentationId,
      );
    },
    [slice, centre, radii, value],
  );
}
