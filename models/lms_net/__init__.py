"""LMS-Net: few-shot segmentation unrolled from a Mumford-Shah energy, for propagation inside one volume."""
