#include "ui/gallery/request.h"

void
vit_gallery_take_range (VitGalleryRequest *request, const VitColourRange *range)
{
  request->fits_minimum = request->fits_maximum = range->mode != VIT_RANGE_LOCKED;
  if (range->mode == VIT_RANGE_LOCKED)
    {
      request->colouring.minimum = range->low;
      request->colouring.maximum = range->high;
    }
  bool ranked = range->mode == VIT_RANGE_PERCENTILES;
  request->percentiles[0] = ranked ? range->low : 0;
  request->percentiles[1] = ranked ? range->high : 0;
}

void
vit_gallery_read_view (VitStudy *study, VitGalleryRequest *request)
{
  const VitOptions *options = vit_study_get_options (study);
  vit_view_read (study, &request->slice, &request->colouring);
  vit_box_view_read (study, &request->box);
  VitColourRange range = vit_study_get_range (study, request->colouring.column);
  vit_gallery_take_range (request, &range);
  request->time = options->view.time;
  request->filter = vit_filter_read (options);
}
