/**
 * What the sample study shows, as ellipses in pixels; slices in spatial order, from 0. The brain is on slices 6 to 19, the
 * eyes are on 7 to 10.
 */
export const RIGHT_HEMISPHERE = {
  9: { centre: [100, 143], radii: [32, 58] },
  12: { centre: [96, 126], radii: [30, 66] },
  15: { centre: [95, 118], radii: [28, 70] },
};
export const LEFT_HEMISPHERE = { 12: { centre: [164, 126], radii: [30, 66] } };
export const RIGHT_EYE = { 8: { centre: [97, 36.5], radii: [14, 14] } };

/** The slice that `openDrawn` draws on. */
export const HEAD_DRAWN_ON = 10;
