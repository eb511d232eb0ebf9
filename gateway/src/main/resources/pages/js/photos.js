/** Photos: made small on the phone (which also drops where and by whom they were taken), then sent one by one. */
import * as api from './api.js';
import { takenAt } from './exif.js';
import { t } from './i18n.js';
import { update } from './state.js';

export const mostPhotos = 5;
const longestSide = 1600;
const thumbnailSide = 160;

function canvasOf(image, side) {
  const scale = Math.min(1, side / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function jpeg(canvas) {
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.85));
}

/** Reads one chosen file; null when the browser cannot open it as a picture. */
async function shrink(file) {
  let image;
  try {
    image = await createImageBitmap(file);
  } catch (failure) {
    console.warn('not a picture this browser reads', failure.name);
    return null;
  }
  const blob = await jpeg(canvasOf(image, longestSide));
  const thumbnail = canvasOf(image, thumbnailSide).toDataURL('image/jpeg', 0.6);
  image.close();
  return blob && { blob, thumbnail };
}

/** Sends a photo; its state tells how far it is. */
export async function send(photo, changed) {
  photo.state = 'sending';
  photo.problem = null;
  update();
  try {
    const stored = await api.upload(photo.blob, `${photo.name.replace(/\.[^.]*$/, '')}.jpg`);
    photo.reference = stored.reference;
    photo.state = 'sent';
  } catch (problem) {
    if (!(problem instanceof api.Problem)) throw problem;
    photo.state = 'failed';
    photo.problem = problem.text;
  }
  changed();
}

/** Takes the chosen files into the list; answers what could not be taken, in words. */
export async function add(photos, files, changed) {
  const complaints = [];
  const added = [];
  for (const file of files) {
    if (photos.length >= mostPhotos) {
      complaints.push(t('photos.tooMany', { count: mostPhotos }));
      break;
    }
    const small = await shrink(file);
    if (!small) {
      complaints.push(t('photos.unreadable', { file: file.name }));
      continue;
    }
    const photo = { name: file.name, bytes: small.blob.size, thumbnail: small.thumbnail, blob: small.blob, takenAt: await takenAt(file), reference: null, state: 'waiting' };
    photos.push(photo);
    added.push(photo);
    changed();
  }
  // one at a time: a weak signal is not shared
  for (const photo of added) {
    if (photos.includes(photo)) await send(photo, changed);
  }
  return complaints;
}
