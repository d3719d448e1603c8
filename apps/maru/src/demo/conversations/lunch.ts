/** A group in which three friends agree on where to eat. */
export const lunch = `
alice: 월요일 점심 어디 갈까요?
bob: Good morning! Anything but noodles, I had ramyeon twice this weekend
carol: 비 온대요. 가까운 데로 가요
alice: 그럼 지하 김밥집?
bob: 김밥 좋아요 👍
carol: 저는 참치김밥이요
bob: Tuna for me too
alice: 12시에 로비에서 만나요
carol: 네!
bob: On my way, the lift is slow today
alice: 괜찮아요, 자리 잡았어요
carol: 우산 가져오세요. 벌써 오네요
bob: Too late 😅
carol: 제 거 같이 써요
alice: 화요일입니다. 오늘은 해가 나네요
bob: Then let us walk a bit. The place by the river?
carol: 거기 된장찌개 맛있어요
alice: 예약할까요?
bob: No need before 12, I think
carol: 지난주에는 20분 기다렸어요
alice: 예약했어요. 세 명, 11시 50분
bob: You are the best
carol: 역시!
bob: What was the thing you had last time, Carol?
carol: 강된장 비빔밥
bob: Writing that down
alice: 저는 순두부
carol: 매운 거 괜찮아요?
alice: 요즘은 잘 먹어요
bob: I will believe it when I see it
alice: 두고 보세요 😎
carol: 사진 찍을게요
bob: She did it. Not a tear
carol: 물은 두 병 마셨지만요
alice: 비밀이에요
bob: Wednesday! Who is in today?
carol: 저 회의가 1시까지라 먼저 드세요
alice: 기다릴게요. 저도 일이 있어서
bob: One o'clock is fine with me
carol: 고마워요. 5분 늦을 수도 있어요
alice: 천천히 오세요
bob: I found a bakery with sandwiches, five minutes from here
alice: 빵 좋아요
carol: 커피도 있어요?
bob: Good coffee even
carol: 그럼 거기로!
alice: 주소 보내 줄 수 있어요?
bob: The corner behind the library, green door
alice: 아, 거기 알아요. 책 냄새 나는 빵집
carol: 이제 끝났어요. 뛰어가는 중
bob: We have your coffee here
carol: 감동이에요 🥹
alice: 목요일은 제가 도시락 싸 올게요
bob: For all three of us?
alice: 네, 어머니가 김치를 보내 주셨어요
carol: 와! 그럼 저는 과일 가져올게요
bob: I bring tea. And an empty stomach
alice: 옥상에서 먹어요. 날씨 좋대요
carol: 돗자리 있어요
bob: This is the best rooftop in town
carol: 계란말이 누가 했어요?
alice: 저요!
bob: It is gone already
carol: 마지막 하나는 제가 먹었어요. 미안해요
alice: 다음에 더 많이 할게요
bob: What do I have to do for a "next time"?
alice: 회의록 한 번 써 주세요
bob: Deal
carol: 증인 여기 있습니다
alice: 금요일이다!
bob: Finally. Somewhere nice?
carol: 월급날 다음이니까 초밥?
alice: 초밥 찬성
bob: Sushi, yes. I will book the table by the window
carol: 몇 시요?
bob: Half past twelve
alice: 좋아요. 그 전에 배포 끝내야 하는데
carol: 끝나면 먹고, 안 끝나도 먹어요
bob: That is the spirit
carol: 혹시 다음 주에 새로 온 친구도 같이 먹어도 돼요?
bob: Of course, the more the merrier
carol: 이름은 다나예요. 월요일에 소개할게요
bob: I will invite her here as soon as she has an account
`;
