/** Every page has an address, and every channel and message. Pages that are not needed at once are loaded when they are. */
import { createRouter, createWebHistory } from 'vue-router';
import ChatsPage from './chats/chats-page.vue';
import SignInPage from './session/sign-in-page.vue';
import { useSession } from './session/session.store.js';

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', redirect: '/chats' },
    { path: '/signin', component: SignInPage, meta: { door: true } },
    { path: '/signup', component: SignInPage, meta: { door: true } },
    { path: '/invite/:code', component: () => import('./friends/invite-page.vue'), meta: { door: true, open: true } },
    { path: '/join/:code', component: () => import('./friends/invite-page.vue'), meta: { door: true, open: true } },
    { path: '/chats/:channelId(\\d+)?', component: ChatsPage, meta: { list: true } },
    { path: '/chats/:channelId(\\d+)/m/:sequence(\\d+)', component: ChatsPage, meta: { list: true } },
    { path: '/friends', component: () => import('./friends/friends-page.vue') },
    { path: '/rooms', component: () => import('./chats/rooms-page.vue') },
    { path: '/search', component: () => import('./about/search-page.vue') },
    { path: '/settings', component: () => import('./settings/settings-page.vue') },
    { path: '/:nowhere(.*)*', redirect: '/chats' },
  ],
});

router.beforeEach(async (to) => {
  const session = useSession();
  if (session.standing === 'unknown') await session.find();
  if (session.standing === 'out' && to.meta['door'] !== true)
    return { path: '/signin', query: to.fullPath === '/chats' ? {} : { to: to.fullPath } };
  if (session.standing === 'in' && to.meta['door'] === true && to.meta['open'] !== true) return '/chats';
  return true;
});
